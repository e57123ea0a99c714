#include "cloudflare/history_fetch.h"

#include <unordered_set>
#include <utility>

namespace cf_billing {

namespace {

/// The most that the documentation allows; a server may clamp it.
constexpr std::int64_t kPerPage = 50;
constexpr std::size_t kToTheSecond = std::string_view("YYYY-MM-DDTHH:MM:SS").size();

class HistoryFetch final : public Fetch {
 public:
  HistoryFetch(ApiRequest request, std::string account, std::optional<std::string> not_before,
               const RecordLayout& layout, const DecodeOptions& options)
      : request_(std::move(request)),
        account_(std::move(account)),
        not_before_(std::move(not_before)),
        layout_(layout),
        options_(options),
        id_(field_index(layout, "id")),
        occurred_at_(field_index(layout, "occurred_at")) {
    options_.wanted |= field_bit(id_) | field_bit(occurred_at_);
  }

  std::vector<ApiRequest> next() override {
    if (ended_) return {};
    ++page_;
    ApiRequest request = request_;
    request.query.insert(request.query.begin(),
                         {{"page", std::to_string(page_)}, {"per_page", std::to_string(kPerPage)}});
    return {std::move(request)};
  }

  void accept(std::size_t /*index*/, ApiAnswer answer) override {
    DecodedBody decoded = answer.records(layout_, options_);
    rows_ = std::move(decoded.rows);
    const std::size_t received = rows_->size();
    watch_order();
    drop_repeats();
    if (received > 0 && rows_->size() == 0) {
      check_repeated_page(decoded.page, received, answer);
    }
    last_received_ = received;
    // An empty page always ends; a short one only if the server says how long a page is, as it may
    // clamp what was asked for without a word.
    ended_ =
        ended_ || received == 0 ||
        (decoded.page.per_page && static_cast<std::int64_t>(received) < *decoded.page.per_page) ||
        (descending_ && passed_bound_);
    rows_->set_account(account_);
    rows_->assign_rowids(occurrences_);
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    std::vector<std::unique_ptr<RowBlock>> blocks;
    blocks.push_back(std::move(rows_));
    return blocks;
  }

 private:
  /// `order` is documented without a direction: only what the pages show counts.
  void watch_order() {
    for (std::size_t row = 0; row < rows_->size(); ++row) {
      const Cell& at = rows_->cell(row, occurred_at_);
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
    passed_bound_ = not_before_ && last_ && last_->substr(0, 10) < not_before_->substr(0, 10);
  }

  /// New items push old ones onto the next page while one reads. An item that an earlier page
  /// brought, the same in every field, is that item again; twice on one page it is two items.
  void drop_repeats() {
    std::unordered_set<std::uint64_t> brought;
    rows_->retain([&](std::size_t row) {
      if (!rows_->cell(row, id_).is_text()) return true;
      brought.insert(rows_->content(row));
      return !earlier_.contains(rows_->content(row));
    });
    earlier_.merge(brought);
    distinct_ += rows_->size();
  }

  /// A page that brings nothing new: the server ignores `page`, or everything shifted by a page.
  void check_repeated_page(const PageInfo& page, std::size_t received, const ApiAnswer& answer) {
    // Shorter than the page before: the last one, filled by what new items pushed there. A server
    // that ignores `page` sends the same again.
    if (received < last_received_) return;
    if (page.total_count && *page.total_count <= static_cast<std::int64_t>(distinct_)) {
      ended_ = true;
      return;
    }
    throw malformed_body(answer.exchange, answer.request, answer.context,
                         "page " + std::to_string(page_) + " repeats what earlier pages brought",
                         /*truncated=*/false);
  }

  ApiRequest request_;
  std::string account_;
  std::optional<std::string> not_before_;
  const RecordLayout& layout_;
  DecodeOptions options_;
  std::size_t id_;
  std::size_t occurred_at_;

  std::int64_t page_ = 0;
  bool ended_ = false;
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

std::unique_ptr<Fetch> history_fetch(const Scan& scan, std::optional<std::string> account,
                                     const RecordLayout& layout) {
  constexpr const char* kEndpoint = "billing/history";
  ApiRequest request = account ? account_request(*account, kEndpoint) : user_request(kEndpoint);
  for (const auto& [name, value] : scan.parameters) {
    // `status` belongs to the account endpoint, the others to the user's.
    if ((name == "status") == account.has_value()) request.query.emplace_back(name, value);
  }
  if (!account && scan.not_before) request.query.emplace_back("order", "occurred_at");
  return std::make_unique<HistoryFetch>(std::move(request), account.value_or(""), scan.not_before,
                                        layout, DecodeOptions{scan.wanted, scan.wants_raw});
}

}  // namespace cf_billing
