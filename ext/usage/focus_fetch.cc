#include "usage/focus_fetch.h"

#include <optional>
#include <utility>

#include "core/usage_window.h"
#include "scan/list_errors.h"

namespace cf_billing {

namespace {

using std::chrono::days;

/// The days of one request of a scan.
struct FocusWindow {
  DayRange owned;  ///< the records of these become rows
  DayRange asked;  ///< asked for and kept: the days owned, or the block around them
  bool is_only;    ///< the scan has no other window of this account
  DaySet of_scan;  ///< the days that the windows of this account ask for together
  [[nodiscard]] bool is_widened() const { return asked != owned && holds_owned(); }
  /// False once the only days owned have not begun where the server is.
  [[nodiscard]] bool holds_owned() const { return asked.contains(owned.first); }
};

class FocusWindowFetch final : public Fetch {
 public:
  FocusWindowFetch(ApiRequest request, std::string account, std::optional<FocusWindow> window,
                   Session& session)
      : Fetch(request.owner),
        request_(std::move(request)),
        account_(std::move(account)),
        window_(std::move(window)),
        session_(session),
        today_(session.today()),
        charge_start_(field_index(*request_.layout, "ChargePeriodStart")) {
    request_.reading.wanted |= field_bit(charge_start_);
    if (!window_) return;
    first_ = to_text(window_->owned.first);
    last_ = to_text(window_->owned.last);
    to_ = window_->asked.last + days{1};
  }

  std::vector<ApiRequest> next() override {
    if (asked_) return {};
    asked_ = true;
    ApiRequest request = request_;
    if (window_) {
      request.query.insert(request.query.begin(),
                           {{"from", to_text(window_->asked.first)}, {"to", to_text(to_)}});
      request.coverage = Coverage{window_->asked, /*divisible=*/true, std::nullopt};
      if (window_->holds_owned()) request.coverage->needed = window_->owned;
      request.from_cache = use_;
    }
    return {std::move(request)};
  }

  void accept(std::size_t /*index*/, const Delivery& answer) override {
    if (answer->status == 400 && refused_ && refused_->is_asked_again) {
      rows_ = std::move(rows_before_);
      return;
    }
    if (answer->status == 400 && has_earlier_end()) {
      asked_ = false;
      return;
    }
    // What is too much for a block may come for the days that the scan is about.
    if (window_ && window_->is_widened() && is_no_answer(answer)) {
      ask_for_owned_days(CacheUse::allowed);
      return;
    }
    rows_ = std::make_unique<RowBlock>(answer->checked().records);
    if (const auto missing = cut_list(*answer)) lacks(*missing);
    // Nothing says which of an answer's days a record without a start belongs to.
    if (window_ && (window_->is_widened() || answer.is_reused) && has_undated_record()) {
      ask_for_owned_days(CacheUse::fresh);
      return;
    }
    if (window_ && window_->is_widened() && !can_be_kept(*answer->records)) {
      session_.paths_without_blocks().insert(request_.path);
    }
    last_start_ = nullptr;
    if (window_) rows_->retain([&](std::size_t row) { return owns(row, answer); });
    rows_->set_account(account_);
    if (lacks_last_day()) ask_for_all_again();
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    std::vector<std::unique_ptr<RowBlock>> blocks;
    if (rows_) blocks.push_back(std::move(rows_));
    return blocks;
  }

 private:
  /// A server that counts `to` in may refuse one that lies ahead: then today is the right one. Our
  /// clock may be ahead of it as well: then yesterday is. False: there is no earlier one to ask
  /// for.
  bool has_earlier_end() {
    if (!window_ || to_ < today_) return false;
    if (!refused_) refused_ = Refused{*window_, to_};
    to_ = to_ > today_ ? today_ : today_ - days{1};
    if (to_ >= window_->asked.first) return true;
    // Its day has not begun where the server is. That it answers for the day before proves it.
    window_->asked = {to_, to_};
    window_->of_scan = DaySet({window_->asked});
    return true;
  }
  /// One refusal does not prove that a day is refused as such. If it is not, its records, or those
  /// of the day before where `to` is exclusive, are missing from what came.
  [[nodiscard]] bool lacks_last_day() const {
    if (!refused_ || refused_->is_asked_again) return false;
    const std::string last = to_text(window_->owned.last);
    for (std::size_t row = 0; row < rows_->size(); ++row) {
      const Cell& start = rows_->cell(row, charge_start_);
      if (start.is_text() && start.text().starts_with(last)) return false;
    }
    return true;
  }
  void ask_for_all_again() {
    refused_->is_asked_again = true;
    rows_before_ = std::move(rows_);
    window_ = refused_->window;
    to_ = refused_->to;
    use_ = CacheUse::fresh;
    asked_ = false;
  }
  /// Larger than allowed, too slow or cut short. (No network at all looks the same, and fails
  /// again.)
  [[nodiscard]] static bool is_no_answer(const Delivery& answer) {
    return answer->status == 0 && answer->error->kind() != ErrorKind::busy;
  }
  void ask_for_owned_days(CacheUse use) {
    session_.paths_without_blocks().insert(request_.path);
    rows_.reset();
    window_->asked = window_->owned;
    to_ = window_->asked.last + days{1};
    use_ = use;
    asked_ = false;
  }
  [[nodiscard]] static bool is_dated(const Cell& start) {
    return start.is_text() && leading_day(start.text()).has_value();
  }
  [[nodiscard]] bool has_undated_record() const {
    const char* last = nullptr;
    for (std::size_t row = 0; row < rows_->size(); ++row) {
      const Cell& start = rows_->cell(row, charge_start_);
      if (start.is_text() && start.bytes == last) continue;
      if (!is_dated(start)) return true;
      last = start.bytes;
    }
    return false;
  }
  [[nodiscard]] bool can_be_kept(const RecordBlock& records) const {
    return records.bytes() < session_.settings().values().cache_bytes;
  }

  [[nodiscard]] bool owns(std::size_t row, const Delivery& answer) {
    const Cell& start = rows_->cell(row, charge_start_);
    // Equal texts of a block are mostly stored once, and neighbours mostly have the same.
    if (!start.is_text() || start.bytes != last_start_) {
      if (!is_dated(start)) {
        // It may have come with every window, and with the day behind the last one that is asked
        // for besides: kept in all it counts twice, in none it is lost.
        if (window_->is_only && !window_->is_widened() && to_ > today_) return true;
        throw answer->malformed(
            "a record has no day as its ChargePeriodStart, so nothing says whether it is of the "
            "days asked for");
      }
      const std::string_view day = start.text().substr(0, 10);
      // What was kept may be of more days.
      if (!answer.is_reused && !window_->of_scan.contains(*parse_day(day))) {
        throw answer->malformed("a record of " + std::string(day) +
                                " came, which lies in no range of days that was asked for");
      }
      last_start_ = start.bytes;
      owns_last_start_ = day >= first_ && day <= last_;
    }
    return owns_last_start_;
  }

  ApiRequest request_;
  std::string account_;
  std::optional<FocusWindow> window_;
  std::string first_, last_;  // The window's own days, as text.
  Session& session_;
  Day today_;
  Day to_{};
  std::size_t charge_start_;
  CacheUse use_ = CacheUse::allowed;
  bool asked_ = false;
  /// What was refused with 400 first, as lying ahead.
  struct Refused {
    FocusWindow window;
    Day to;
    bool is_asked_again = false;
  };
  std::optional<Refused> refused_;
  std::unique_ptr<RowBlock> rows_;
  std::unique_ptr<RowBlock> rows_before_;  // While that is asked again.
  const char* last_start_ = nullptr;       // The text looked at last, and what it meant.
  bool owns_last_start_ = false;
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

bool answers_are_kept(const Settings& settings) {
  return settings.values().cache_ttl > std::chrono::seconds{0} && settings.values().cache_bytes > 0;
}

/// What a scan asks of each account.
std::vector<FocusWindow> focus_windows(const DaySet& wanted) {
  std::vector<FocusWindow> windows;
  const std::vector<DayRange> owned = usage_windows(wanted);
  std::vector<DayRange> asked;
  asked.reserve(owned.size());
  // Where `to` is counted in, the day behind a window comes too.
  for (const DayRange& range : owned) asked.push_back({range.first, range.last + days{1}});
  windows.reserve(owned.size());
  for (const DayRange& range : owned) {
    windows.push_back({range, range, owned.size() == 1, DaySet(asked)});
  }
  return windows;
}

/// The same, where the block around the scan's days can be had and kept.
std::vector<FocusWindow> widened(std::vector<FocusWindow> windows, const DayRange& block) {
  // A block holds all of the scan's days, which then are one window's.
  windows.front().asked = block;
  windows.front().of_scan = DaySet({{block.first, block.last + days{1}}});
  return windows;
}

}  // namespace

std::vector<std::unique_ptr<Fetch>> focus_fetches(const Scan& scan, const RecordLayout& layout,
                                                  Session& session) {
  const std::vector<FocusWindow> windows =
      scan.days ? focus_windows(*scan.days) : std::vector<FocusWindow>();
  const auto block = scan.days && answers_are_kept(session.settings())
                         ? shared_block(*scan.days, session.today())
                         : std::nullopt;
  std::vector<std::unique_ptr<Fetch>> fetches;
  for (Target& target : targets(scan)) {
    target.request.layout = &layout;
    target.request.reading = {.wanted = scan.wanted, .keep_raw = scan.wants_raw};
    const auto add = [&](std::optional<FocusWindow> window) {
      fetches.push_back(std::make_unique<FocusWindowFetch>(target.request, target.account,
                                                           std::move(window), session));
    };
    if (!scan.days) {
      add(std::nullopt);
      continue;
    }
    const bool is_widened = block && !session.paths_without_blocks().contains(target.request.path);
    for (const FocusWindow& window : is_widened ? widened(windows, *block) : windows) add(window);
  }
  return fetches;
}

}  // namespace cf_billing
