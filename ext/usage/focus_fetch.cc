#include "usage/focus_fetch.h"

#include <optional>
#include <utility>

#include "core/usage_window.h"

namespace cf_billing {

namespace {

using std::chrono::days;

class FocusWindowFetch final : public Fetch {
 public:
  struct Window {
    DayRange owned;
    bool is_only;  ///< the scan has no other window of this account
  };

  FocusWindowFetch(ApiRequest request, std::string account, std::optional<Window> window, Day today)
      : Fetch(request.owner),
        request_(std::move(request)),
        account_(std::move(account)),
        window_(window),
        today_(today),
        charge_start_(field_index(*request_.layout, "ChargePeriodStart")) {
    request_.reading.wanted |= field_bit(charge_start_);
    if (!window_) return;
    first_ = to_text(window_->owned.first);
    last_ = to_text(window_->owned.last);
    to_ = window_->owned.last + days{1};
  }

  std::vector<ApiRequest> next() override {
    if (asked_) return {};
    asked_ = true;
    ApiRequest request = request_;
    if (window_) {
      request.query.insert(request.query.begin(),
                           {{"from", to_text(window_->owned.first)}, {"to", to_text(to_)}});
      request.coverage = Coverage{window_->owned, /*divisible=*/true};
    }
    return {std::move(request)};
  }

  void accept(std::size_t /*index*/, const Delivery& answer) override {
    // A server that counts `to` in may refuse one that lies ahead; then today is the right one.
    if (window_ && answer->status == 400 && to_ > today_) {
      to_ = today_;
      asked_ = false;
      return;
    }
    rows_ = std::make_unique<RowBlock>(answer->checked().records);
    if (window_) rows_->retain([&](std::size_t row) { return owns(row, answer); });
    rows_->set_account(account_);
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    std::vector<std::unique_ptr<RowBlock>> blocks;
    if (rows_) blocks.push_back(std::move(rows_));
    return blocks;
  }

 private:
  [[nodiscard]] bool owns(std::size_t row, const Delivery& answer) const {
    const Cell& start = rows_->cell(row, charge_start_);
    if (!start.is_text()) {
      // It may have come with every window: kept in all it counts twice, in none it is lost.
      if (window_->is_only) return true;
      throw answer->malformed("a record has no ChargePeriodStart");
    }
    const std::string_view day = start.text().substr(0, 10);
    return day >= first_ && day <= last_;
  }

  ApiRequest request_;
  std::string account_;
  std::optional<Window> window_;
  std::string first_, last_;  // The window's own days, as text.
  Day today_;
  Day to_{};
  std::size_t charge_start_;
  bool asked_ = false;
  std::unique_ptr<RowBlock> rows_;
};

struct Target {
  ApiRequest request;
  std::string account;
};

std::vector<Target> targets(const Scan& scan) {
  constexpr const char* kEndpoint = "billable/usage";
  std::vector<Target> all;
  if (scan.organization) {
    all.push_back({organization_request(*scan.organization, kEndpoint), ""});
  } else {
    for (const auto& account : scan.accounts) {
      all.push_back({account_request(account.value(), kEndpoint), *account});
    }
  }
  for (Target& target : all) {
    target.request.restricted = true;
    for (const auto& parameter : scan.parameters) {
      // `metric` exists for accounts only.
      if (!scan.organization) target.request.query.push_back(parameter);
    }
  }
  return all;
}

}  // namespace

std::uint64_t focus_request_count(const Scan& scan) {
  const std::size_t windows = scan.days ? usage_windows(*scan.days).size() : 1;
  return targets(scan).size() * windows;
}

std::vector<std::unique_ptr<Fetch>> focus_fetches(const Scan& scan, const RecordLayout& layout,
                                                  Day today) {
  std::vector<std::unique_ptr<Fetch>> fetches;
  std::vector<Target> asked = targets(scan);
  for (Target& target : asked) {
    target.request.layout = &layout;
    target.request.reading = {scan.wanted, scan.wants_raw};
    const auto add = [&](std::optional<FocusWindowFetch::Window> window) {
      fetches.push_back(
          std::make_unique<FocusWindowFetch>(target.request, target.account, window, today));
    };
    if (!scan.days) {
      add(std::nullopt);
      continue;
    }
    const std::vector<DayRange> windows = usage_windows(*scan.days);
    for (const DayRange& window : windows)
      add(FocusWindowFetch::Window{window, windows.size() == 1});
  }
  return fetches;
}

}  // namespace cf_billing
