#include "scan/paged_fetch.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace cf_billing {

namespace {

constexpr std::size_t kToTheSecond = std::string_view("YYYY-MM-DDTHH:MM:SS").size();

class PagedFetch final : public Fetch {
 public:
  PagedFetch(ApiRequest request, std::string account, PageRules rules)
      : Fetch(request.owner),
        request_(std::move(request)),
        account_(std::move(account)),
        rules_(std::move(rules)),
        key_(field_index(*request_.layout, rules_.key)) {
    request_.reading.wanted |= field_bit(key_);
    if (rules_.ordered_by.empty()) return;
    ordered_by_ = field_index(*request_.layout, rules_.ordered_by);
    request_.reading.wanted |= field_bit(*ordered_by_);
  }

  std::vector<ApiRequest> next() override {
    if (ended_) return {};
    // A kept page and a new one may be minutes apart.
    if (held_) return {page_request(page_ - 1, CacheUse::none)};
    const bool again = std::exchange(again_, false);
    if (!again) ++page_;
    ApiRequest request = page_request(page_, again ? CacheUse::fresh : CacheUse::allowed);
    // A page that was asked for before the one in front of it may lack what moved back since.
    request.newer_than = last_answered_;
    return {std::move(request)};
  }

  void accept(std::size_t /*index*/, const Delivery& answer) override {
    if (held_) {
      check_nothing_left(answer);
      read({std::exchange(held_, nullptr)});
      return;
    }
    const bool follows_a_kept_one = std::exchange(was_kept_, answer.from_cache);
    answer->checked();
    if (follows_a_kept_one && !answer.from_cache) {
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
  [[nodiscard]] ApiRequest page_request(std::int64_t page, CacheUse use) const {
    ApiRequest request = request_;
    request.query.insert(request.query.begin(), {{"page", std::to_string(page)},
                                                 {"per_page", std::to_string(rules_.per_page)}});
    request.page = page;
    request.from_cache = use;
    return request;
  }

  void read(const Delivery& answer) {
    const PageInfo& page = answer->checked().page;
    rows_ = std::make_unique<RowBlock>(answer->records);
    const std::size_t received = rows_->size();
    if (ordered_by_) watch_order();
    drop_repeats();
    if (received > 0 && rows_->size() == 0) check_repeated_page(page, received, answer);
    last_received_ = received;
    last_answered_ = answer->answered;
    told_ = std::max(told_, page.total_count.value_or(0));
    // An empty page always ends; a short one only if the server says how long a page is, as it may
    // clamp what was asked for without a word.
    const bool is_short =
        page.per_page && static_cast<std::int64_t>(received) < *page.per_page;
    // An empty page where the server told of more may be a slip: it is asked for once more.
    again_ = received == 0 && !was_asked_again_ && !answer.from_cache &&
             static_cast<std::int64_t>(distinct_) < told_;
    was_asked_again_ = again_;
    ended_ = !again_ && (ended_ || received == 0 || is_short || (descending_ && passed_bound_));
    rows_->set_account(account_);
    rows_->count_occurrences(occurrences_);
  }

  /// Between pages that were kept and those asked for now nothing may be missing: what stands on
  /// the last kept page now must have been on one of them. (What is new moves items back, and they
  /// come again; what disappeared moves items forward, past the reader.)
  void check_nothing_left(const Delivery& answer) const {
    const RowBlock now(answer->checked().records);
    for (std::size_t row = 0; row < now.size(); ++row) {
      if (now.cell(row, key_).is_text() && !earlier_.contains(now.content(row))) {
        throw Error(ErrorKind::io, answer->table +
                                       ": the list changed between the pages that were kept and "
                                       "those asked for now (" +
                                       answer->place + "). Run the query again.");
      }
    }
  }

  /// `order` is documented without a direction: only what the pages show counts.
  void watch_order() {
    for (std::size_t row = 0; row < rows_->size(); ++row) {
      const Cell& at = rows_->cell(row, *ordered_by_);
      if (!at.is_text()) {
        monotonic_ = false;
        continue;
      }
      // To the second: fractions are spelled in varying lengths and do not sort as text.
      const std::string_view second = at.text().substr(0, kToTheSecond);
      if (last_) {
        monotonic_ = monotonic_ && second <= *last_;
        descended_ = descended_ || second < *last_;
      }
      last_ = std::string(second);
    }
    descending_ = monotonic_ && descended_;
    // By the day: what is left of the bound's own day is read.
    passed_bound_ =
        rules_.not_before && last_ && last_->substr(0, 10) < rules_.not_before->substr(0, 10);
  }

  /// New items push old ones onto the next page while one reads. An item that an earlier page
  /// brought, the same in every field, is that item again; twice on one page it is two items.
  void drop_repeats() {
    std::unordered_set<std::uint64_t> brought;
    rows_->retain([&](std::size_t row) {
      if (!rows_->cell(row, key_).is_text()) return true;
      brought.insert(rows_->content(row));
      return !earlier_.contains(rows_->content(row));
    });
    earlier_.merge(brought);
    distinct_ += rows_->size();
  }

  /// A page that brings nothing new: the server ignores `page`, or everything shifted by a page.
  void check_repeated_page(const PageInfo& page, std::size_t received, const Delivery& answer) {
    // Shorter than the page before: the last one, filled by what new items pushed there. A server
    // that ignores `page` sends the same again.
    if (received < last_received_) return;
    if (page.total_count && *page.total_count <= static_cast<std::int64_t>(distinct_)) {
      ended_ = true;
      return;
    }
    throw answer->malformed("page " + std::to_string(page_) + " repeats what earlier pages brought");
  }

  ApiRequest request_;
  std::string account_;
  PageRules rules_;
  std::size_t key_;
  std::optional<std::size_t> ordered_by_;

  std::int64_t page_ = 0;
  bool ended_ = false;
  bool was_kept_ = false;                 // The page before came from the cache.
  std::shared_ptr<const Answer> held_;  // The new one behind it, until it is seen to fit.
  std::uint64_t last_answered_ = 0;       // When, as in Answer.
  std::int64_t told_ = 0;                 // The largest total_count.
  bool again_ = false;                    // The same page is asked for again.
  bool was_asked_again_ = false;
  bool monotonic_ = true;
  bool descended_ = false;
  bool descending_ = false;
  bool passed_bound_ = false;
  std::optional<std::string> last_;
  std::unordered_set<std::uint64_t> earlier_;
  std::uint64_t distinct_ = 0;
  std::size_t last_received_ = 0;
  RowBlock::Occurrences occurrences_;
  std::unique_ptr<RowBlock> rows_;
};

}  // namespace

std::unique_ptr<Fetch> paged_fetch(ApiRequest request, std::string account, PageRules rules) {
  return std::make_unique<PagedFetch>(std::move(request), std::move(account), std::move(rules));
}

}  // namespace cf_billing
