#include "scan/paged_fetch.h"

#include <stdexcept>
#include <utility>

#include "core/interrupt.h"
#include "scan/list_errors.h"
#include "scan/list_items.h"
#include "scan/list_totals.h"
#include "scan/page_order.h"
#include "scan/pages.h"

namespace cf_billing {

namespace {

/// Pages are asked for in their order. Between two answers the list may have changed: what was
/// added pushes items onto the next page, where they are recognized; what was removed lets items
/// slip onto the page before, past the reader. So where that may have happened the page before is
/// read again, and the ones in front of it until one has nothing new.
class PagedFetch final : public Fetch {
 public:
  PagedFetch(ApiRequest request, std::string account, PageRules rules, std::unique_ptr<Pages> pages)
      : Fetch(request.owner),
        request_(std::move(request)),
        account_(std::move(account)),
        is_lazy_(rules.is_lazy),
        pages_(std::move(pages)),
        order_(std::move(rules.not_before)),
        items_(field_index(*request_.layout, rules.identifier), indexes(rules.kinds)),
        totals_(!rules.is_filtered),
        next_(Asked{Step::ahead, pages_->first(), CacheUse::allowed}) {
    request_.reading.wanted |= field_bit(field_index(*request_.layout, rules.identifier));
    for (const std::size_t kind : indexes(rules.kinds)) request_.reading.wanted |= field_bit(kind);
    if (rules.ordered_by.empty()) return;
    ordered_by_ = field_index(*request_.layout, rules.ordered_by);
    request_.reading.wanted |= field_bit(*ordered_by_);
  }

  std::vector<ApiRequest> next() override {
    if (!next_) return {};
    asked_ = *std::exchange(next_, std::nullopt);
    ApiRequest request = request_;
    request.query.insert(request.query.begin(), asked_.page.query.begin(), asked_.page.query.end());
    request.page = asked_.page.token;
    request.place_in_list = asked_.page.place;
    request.from_cache = asked_.use;
    // A page that was asked for before the one in front of it may lack what moved back since.
    request.asked_after = last_answered_;
    return {std::move(request)};
  }

  void accept(std::size_t /*index*/, const Delivery& answer) override {
    answer->checked();
    last_answered_ = answer->answered;
    switch (asked_.step) {
      case Step::ahead:
        return read_page(answer);
      case Step::behind:
        return read_behind(answer);
      case Step::seam:
        return read_seam(answer);
      case Step::search:
        return read_in_search(answer);
    }
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    const bool is_going_on = next_ && next_->step != Step::ahead && next_->step != Step::behind;
    if (next_ && (!is_lazy_ || is_going_on)) return {};
    std::vector<std::unique_ptr<RowBlock>> blocks = items_.take();
    for (const auto& block : blocks) {
      block->set_account(account_);
      block->count_occurrences(occurrences_);
    }
    return blocks;
  }

 private:
  [[nodiscard]] std::vector<std::size_t> indexes(const std::vector<std::string_view>& names) const {
    std::vector<std::size_t> found;
    found.reserve(names.size());
    for (const std::string_view name : names) found.push_back(field_index(*request_.layout, name));
    return found;
  }

  static constexpr int kMostSearches = 3;
  enum class Step {
    ahead,   ///< the next page of the list
    behind,  ///< the page behind an empty one
    seam,    ///< a page that was read, to see whether it fits to the one behind it
    search,  ///< a page that was read, for items that it had not then
  };
  struct Asked {
    Step step;
    ListPage page;
    CacheUse use;
  };

  void read_page(const Delivery& answer) {
    here_ = asked_.page;
    shown_ = {.place = asked_.page.place,
              .received = answer->records->size(),
              .told = answer->page,
              .is_reused = answer.is_reused,
              .is_second_look = answer->is_second_look};
    if (ordered_by_) watch_order(*answer->records);
    const ListItems::Brought brought = add(*answer, ListItems::Reading::first);
    shown_.fresh = brought.fresh;
    shown_.changed = brought.changed;
    // What was pushed here made room for others, which may have been on no page yet. All of a page
    // may have been, or the server ignores the page's number: the one behind it tells.
    const bool repeats = pages_->repeats(shown_);
    const bool has_pushed = shown_.place > 1 && !repeats && shown_.fresh < shown_.received;
    has_moved_ = has_moved_ || has_pushed || (was_repeated_ && !repeats);
    was_repeated_ = repeats;
    has_twins_ = has_twins_ || brought.has_nameless_twins;
    shown_.distinct = items_.distinct();
    if (pages_->doubts(shown_, totals_, accepts_incomplete())) {
      next_ = Asked{Step::ahead, here_, CacheUse::fresh};
      return;
    }
    if (!is_seam_open()) return follow(*answer);
    // What was kept of a page that may have changed is of no use any more.
    check_seam(read_.size() - 1, has_total_changed() ? CacheUse::fresh : CacheUse::none);
  }

  void watch_order(const RecordBlock& records) {
    InterruptCheck check_interrupt = records.interrupt_check();
    for (std::size_t row = 0; row < records.size(); ++row) {
      check_interrupt();
      const Cell& cell = records.cell(row, *ordered_by_);
      order_.see(cell.is_text() ? std::optional(cell.text()) : std::nullopt);
    }
  }

  ListItems::Brought add(const Answer& answer, ListItems::Reading reading) {
    const std::int64_t place = asked_.page.place;
    const auto brought = items_.add(std::make_unique<RowBlock>(answer.records), place, reading);
    if (brought.has_crowd) {
      throw answer.malformed("more than a thousand of its items have the same id");
    }
    if (brought.is_outdated) {
      throw list_changed(answer, "an item that was handed out already is another now");
    }
    if (brought.has_nameless_changes) {
      throw list_changed(answer, "items without an id are on other pages now");
    }
    totals_.hear(answer.page, place, answer.records->size(), items_.distinct());
    return brought;
  }

  /// Whether items may have slipped from this page onto the one in front of it.
  [[nodiscard]] bool is_seam_open() const {
    if (read_.empty() || (pages_->repeats(shown_) && !totals_.have_changed())) return false;
    if (!shown_.is_reused && before_.is_reused) return true;
    if (has_total_changed()) return true;
    const bool is_total_told = shown_.told.total_count && before_.told.total_count;
    // Of two that were kept, whoever asked for them looked.
    if (shown_.is_reused || !pages_->shift()) return false;
    if (is_total_told && totals_.are_believed()) return false;
    // Beyond its end a server may tell nothing of the list.
    const bool is_known_end = shown_.received == 0 && totals_.are_certain() && totals_.items() &&
                              !totals_.lack(shown_.distinct, shown_.place);
    return !is_known_end;
  }

  [[nodiscard]] bool has_total_changed() const {
    const auto& now = shown_.told.total_count;
    const auto& then = before_.told.total_count;
    return totals_.are_believed() && now && then && *now != *then;
  }

  void check_seam(std::size_t index, CacheUse use) {
    seam_ = index;
    has_slipped_ = false;
    next_ = Asked{Step::seam, read_[index], use};
  }

  void read_seam(const Delivery& answer) {
    const bool slipped = add(*answer, ListItems::Reading::again).fresh > 0;
    shown_.distinct = items_.distinct();
    has_slipped_ = has_slipped_ || slipped;
    if (slipped && asked_.use == CacheUse::none) {
      next_ = Asked{Step::seam, asked_.page, CacheUse::fresh};
    } else if (has_slipped_ && seam_ > 0) {
      // What slipped here left it, so that what is kept of it fits to nothing any more.
      check_seam(seam_ - 1, CacheUse::fresh);
    } else {
      follow(*answer);
    }
  }

  /// What was added in front of a page that was read is on none that comes.
  void read_in_search(const Delivery& answer) {
    // Pages that hold other items than before may have lost some to pages that were read before.
    const ListItems::Brought brought = add(*answer, ListItems::Reading::again);
    has_found_ = has_found_ || brought.fresh > 0 || brought.is_rearranged;
    shown_.distinct = items_.distinct();
    const bool has_all = totals_.items() && !totals_.lack(shown_.distinct, shown_.place);
    if (has_all && !has_twins_) return follow(*answer);
    if (++searched_ < read_.size()) {
      next_ = Asked{Step::search, read_[searched_], CacheUse::fresh};
      return;
    }
    totals_.end_search();
    if (!has_found_) return follow(*answer);
    if (searches_ == kMostSearches) throw list_changed(*answer, "its pages never fit together");
    search();
  }

  void read_behind(const Delivery& answer) {
    if (answer->records->size() == 0) {
      totals_.hear(answer->page, asked_.page.place, 0, items_.distinct());
      return finish(*answer);
    }
    lacks(list_has_hole(*answer, asked_.page.place - 1));
    read_page(answer);
  }

  /// The page is read and fits to the one before it.
  void follow(const Answer& answer) {
    if (order_.has_passed_bound()) return finish(answer);
    Pages::Following following;
    try {
      following = pages_->after(here_, shown_, totals_);
    } catch (const std::invalid_argument& defect) {
      throw answer.malformed(defect.what());
    }
    switch (following.next) {
      case PageEnd::Next::page:
        return go_to(following.page, Step::ahead, CacheUse::allowed);
      case PageEnd::Next::behind:
        return go_to(following.page, Step::behind, CacheUse::allowed);
      case PageEnd::Next::lacking:
        return search_or_lack(answer, following.page);
      case PageEnd::Next::unclear:
        lacks(list_has_no_end(answer, shown_));
        return finish(answer);
      case PageEnd::Next::none:
        return finish(answer);
    }
  }

  void search_or_lack(const Answer& answer, const ListPage& behind) {
    const bool may_find = totals_.have_changed() || has_moved_;
    if (may_find && searches_ == 0 && !read_.empty()) return search();
    lacks(list_lacks_items(answer, shown_, totals_));
    if (behind.token.empty()) return finish(answer);
    go_to(behind, Step::behind, CacheUse::allowed);
  }

  void search() {
    ++searches_;
    searched_ = 0;
    has_found_ = false;
    totals_.begin_search();
    next_ = Asked{Step::search, read_.front(), CacheUse::fresh};
  }

  void go_to(const ListPage& page, Step step, CacheUse use) {
    read_.push_back(here_);
    before_ = shown_;
    next_ = Asked{step, page, use};
  }

  void finish(const Answer& answer) {
    const bool is_counted = totals_.are_certain() && totals_.items();
    const bool may_lack = (has_moved_ && !is_counted) || has_twins_;
    if (may_lack && searches_ == 0 && !read_.empty()) return search();
    const auto total = totals_.last_told();
    const auto distinct = static_cast<std::int64_t>(items_.distinct());
    const auto doubles = static_cast<std::int64_t>(items_.doubles());
    if (total && doubles > 0 && *total < distinct && *total >= distinct - doubles) {
      throw list_has_two_versions(answer, *total, items_.distinct());
    }
    next_.reset();
  }

  ApiRequest request_;
  std::string account_;
  bool is_lazy_;
  std::unique_ptr<Pages> pages_;
  std::optional<std::size_t> ordered_by_;
  PageOrder order_;
  ListItems items_;
  ListTotals totals_;

  Asked asked_{};
  std::optional<Asked> next_;   // Nothing: the list is complete.
  ListPage here_;               // The page that is read,
  PageShown shown_;             // what it showed,
  PageShown before_;            // and what the one in front of it did.
  std::vector<ListPage> read_;  // Those in front of it.
  std::size_t seam_ = 0;        // The place in `read_` that is looked at,
  bool has_slipped_ = false;    // and whether it has items that it had not.
  std::size_t searched_ = 0;    // Likewise,
  bool has_found_ = false;      // likewise.
  int searches_ = 0;
  bool has_moved_ = false;           // Items came that were on earlier pages.
  bool was_repeated_ = false;        // The page before was one that came before.
  bool has_twins_ = false;           // Items without an id came that may have moved.
  std::uint64_t last_answered_ = 0;  // When, as in Answer.
  RowBlock::Occurrences occurrences_;
};

}  // namespace

std::unique_ptr<Fetch> paged_fetch(ApiRequest request, std::string account, PageRules rules) {
  auto pages = numbered_pages(rules.per_page);
  return std::make_unique<PagedFetch>(std::move(request), std::move(account), std::move(rules),
                                      std::move(pages));
}

std::unique_ptr<Fetch> cursor_paged_fetch(ApiRequest request, std::string account, PageRules rules,
                                          CursorParameters parameters) {
  auto pages = cursor_pages(rules.per_page, parameters);
  return std::make_unique<PagedFetch>(std::move(request), std::move(account), std::move(rules),
                                      std::move(pages));
}

}  // namespace cf_billing
