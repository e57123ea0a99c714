#include "scan/paged_fetch.h"

#include <stdexcept>
#include <utility>

#include "scan/page_order.h"
#include "scan/pages.h"
#include "scan/repeat_filter.h"

namespace cf_billing {

namespace {

class PagedFetch final : public Fetch {
 public:
  PagedFetch(ApiRequest request, std::string account, PageRules rules, std::unique_ptr<Pages> pages)
      : Fetch(request.owner),
        request_(std::move(request)),
        account_(std::move(account)),
        pages_(std::move(pages)),
        identifier_(field_index(*request_.layout, rules.identifier)),
        order_(std::move(rules.not_before)),
        next_(pages_->first()) {
    request_.reading.wanted |= field_bit(identifier_);
    if (rules.ordered_by.empty()) return;
    ordered_by_ = field_index(*request_.layout, rules.ordered_by);
    request_.reading.wanted |= field_bit(*ordered_by_);
  }

  std::vector<ApiRequest> next() override {
    // A kept page and a new one may be minutes apart: the kept one is looked at as it is now.
    if (held_) return {request_for(before_, CacheUse::none)};
    if (!next_) return {};
    const bool again = next_ == here_;
    if (!again) before_ = std::exchange(here_, *next_);
    ApiRequest request = request_for(here_, again ? CacheUse::fresh : CacheUse::allowed);
    // A page that was asked for before the one in front of it may lack what moved back since.
    request.asked_after = last_answered_;
    return {std::move(request)};
  }

  void accept(std::size_t /*index*/, const Delivery& answer) override {
    if (held_) {
      check_nothing_left(answer);
      read({std::exchange(held_, nullptr)});
      return;
    }
    const bool follows_a_reused_one = std::exchange(was_reused_, answer.is_reused);
    answer->checked();
    if (follows_a_reused_one && !answer.is_reused) {
      held_ = answer.answer;
    } else {
      read(answer);
    }
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    std::vector<std::unique_ptr<RowBlock>> blocks;
    if (rows_) blocks.push_back(std::move(rows_));
    return blocks;
  }

 private:
  [[nodiscard]] ApiRequest request_for(const ListPage& page, CacheUse use) const {
    ApiRequest request = request_;
    request.query.insert(request.query.begin(), page.query.begin(), page.query.end());
    request.page = page.token;
    request.place_in_list = page.place;
    request.from_cache = use;
    return request;
  }

  void read(const Delivery& answer) {
    rows_ = std::make_unique<RowBlock>(answer->checked().records);
    PageShown shown{.received = rows_->size(), .told = answer->page, .is_reused = answer.is_reused};
    if (ordered_by_) watch_order();
    drop_repeats();
    shown.fresh = rows_->size();
    shown.distinct = repeats_.distinct();
    last_answered_ = answer->answered;
    try {
      next_ = pages_->after(here_, shown);
    } catch (const std::invalid_argument& defect) {
      throw answer->malformed(defect.what());
    }
    if (order_.has_passed_bound()) next_.reset();
    rows_->set_account(account_);
    rows_->count_occurrences(occurrences_);
  }

  [[nodiscard]] std::optional<std::string_view> text(std::size_t row, std::size_t field) const {
    const Cell& cell = rows_->cell(row, field);
    return cell.is_text() ? std::optional(cell.text()) : std::nullopt;
  }

  void watch_order() {
    for (std::size_t row = 0; row < rows_->size(); ++row) order_.see(text(row, *ordered_by_));
  }

  void drop_repeats() {
    rows_->retain([&](std::size_t row) {
      return repeats_.is_new(rows_->content(row), text(row, identifier_));
    });
    repeats_.end_page();
  }

  /// Between pages that were kept and those asked for now nothing may be missing: what stands on
  /// the last kept page now must have been on one of them. (What is new moves items back, and they
  /// come again; what disappeared moves items forward, past the reader.)
  void check_nothing_left(const Delivery& answer) const {
    const RowBlock now(answer->checked().records);
    for (std::size_t row = 0; row < now.size(); ++row) {
      if (now.cell(row, identifier_).is_text() && !repeats_.knows(now.content(row))) {
        throw Error(ErrorKind::io, answer->table +
                                       ": the list changed between the pages that were kept and "
                                       "those asked for now (" +
                                       answer->place + "). Run the query again.");
      }
    }
  }

  ApiRequest request_;
  std::string account_;
  std::unique_ptr<Pages> pages_;
  std::size_t identifier_;
  std::optional<std::size_t> ordered_by_;
  PageOrder order_;
  RepeatFilter repeats_;

  ListPage before_{.place = 0};  // The page in front of `here_`.
  ListPage here_{.place = 0};    // The page asked for last; place 0: none yet.
  std::optional<ListPage> next_;
  bool was_reused_ = false;             // The page before was no new answer.
  std::shared_ptr<const Answer> held_;  // The new one behind it, until it is seen to fit.
  std::uint64_t last_answered_ = 0;     // When, as in Answer.
  RowBlock::Occurrences occurrences_;
  std::unique_ptr<RowBlock> rows_;
};

}  // namespace

std::unique_ptr<Fetch> paged_fetch(ApiRequest request, std::string account, PageRules rules) {
  auto pages = numbered_pages(rules.per_page);
  return std::make_unique<PagedFetch>(std::move(request), std::move(account), std::move(rules),
                                      std::move(pages));
}

std::unique_ptr<Fetch> cursor_paged_fetch(ApiRequest request, std::string account,
                                          PageRules rules) {
  auto pages = cursor_pages(rules.per_page);
  return std::make_unique<PagedFetch>(std::move(request), std::move(account), std::move(rules),
                                      std::move(pages));
}

}  // namespace cf_billing
