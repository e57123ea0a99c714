#include "usage/paygo_fetch.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "usage/paygo_info.h"
#include "usage/paygo_merge.h"

namespace cf_billing {

namespace {

struct Generation {
  PaygoGeneration id;
  const char* endpoint;
  PaygoEndpoint pin;  ///< the value of the setting that allows it alone
};
constexpr std::array<Generation, 3> kGenerations = {{
    {PaygoGeneration::billable_usage, "billable-usage", PaygoEndpoint::billable_usage},
    {PaygoGeneration::paygo_usage, "paygo-usage", PaygoEndpoint::paygo_usage},
    {PaygoGeneration::billing_usage_paygo, "billing/usage/paygo",
     PaygoEndpoint::billing_usage_paygo},
}};

constexpr std::chrono::days kLongestCycle{31};

/// How often the anchors may turn out to be others than thought before it is called an error: each
/// time at least one new start of a billing period was seen.
constexpr int kMaxReplans = 6;

/// Generations to try, the likeliest first.
std::vector<Generation> candidates(PaygoEndpoint pinned,
                                   std::optional<PaygoGeneration> remembered) {
  std::vector<Generation> list(kGenerations.begin(), kGenerations.end());
  if (pinned != PaygoEndpoint::automatic) {
    std::erase_if(list, [&](const Generation& g) { return pinned != g.pin; });
  } else if (remembered) {
    std::stable_partition(list.begin(), list.end(),
                          [&](const Generation& g) { return g.id == *remembered; });
  }
  return list;
}

class PaygoFetch final : public Fetch {
 public:
  PaygoFetch(const Scan& scan, std::string account, const RecordLayout& layout, Session& session)
      : Fetch("account " + account),
        account_(std::move(account)),
        days_(scan.days),
        needs_column_(scan.needs_column),
        layout_(layout),
        reading_{scan.wanted, scan.wants_raw},
        billing_start_(field_index(layout, "BillingPeriodStart")),
        charge_start_(field_index(layout, "ChargePeriodStart")),
        session_(session),
        generations_(
            candidates(session.settings().values().paygo_endpoint, remembered_generation())) {
    reading_.wanted |= field_bit(billing_start_) | field_bit(charge_start_);
    if (days_ && anchors_are_known()) {
      anchors_ = session_.paygo_knowledge(account_).anchors;
      plan_cycles();
    } else if (days_ && generations_.front().id == PaygoGeneration::billable_usage) {
      step_ = Step::info;
    } else {
      step_ = Step::undated;
    }
  }

  std::vector<ApiRequest> next() override {
    gone_ = false;
    answers_.clear();
    switch (step_) {
      case Step::info:
        return {info_request()};
      case Step::undated:
        answers_.resize(1);
        return {usage_request()};
      case Step::cycles:
        answers_.resize(cycles_.size());
        return cycle_requests();
      case Step::done:
        break;
    }
    return {};
  }

  void accept(std::size_t index, const Delivery& answer) override {
    if (answer->route_is_gone) {
      if (step_ != Step::info && generations_.size() == 1) throw gone_error(answer);
      gone_ = true;
      return;
    }
    if (step_ == Step::info) {
      accept_info(answer);
      return;
    }
    answers_[index] = std::make_unique<RowBlock>(answer->checked().records);
    if (needs_column_ && generations_.front().id != PaygoGeneration::billable_usage) {
      throw Error(ErrorKind::usage, answer->table + ": account " + account_ +
                                        " is served by " + generations_.front().endpoint +
                                        ", which has no " + *needs_column_ +
                                        ": name the account with account_id = '…' instead.");
    }
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    if (gone_) {
      next_generation();
      return {};
    }
    if (step_ == Step::info) {
      plan_from_info();
      return {};
    }
    remember_generation();
    if (!days_)
      return coverage_is_doubtful() ? std::vector<std::unique_ptr<RowBlock>>() : finished();
    if (step_ == Step::undated) {
      learn_from_undated();
      return {};
    }
    if (observe_starts()) return {};
    drop_foreign_records(answers_, cycles_, billing_start_, charge_start_);
    return finished();
  }

 private:
  enum class Step { info, undated, cycles, done };

  [[nodiscard]] bool anchors_are_known() const {
    const PaygoKnowledge& known = session_.paygo_knowledge(account_);
    return !known.anchors.empty() &&
           session_.clock().boot_now() - known.anchors_learned < kAnchorLifetime;
  }

  [[nodiscard]] std::optional<PaygoGeneration> remembered_generation() const {
    const PaygoKnowledge& known = session_.paygo_knowledge(account_);
    const bool is_old =
        session_.clock().boot_now() - known.generation_learned >= kGenerationLifetime;
    return is_old ? std::nullopt : known.generation;
  }
  void remember_generation() const {
    PaygoKnowledge& known = session_.paygo_knowledge(account_);
    if (known.generation == generations_.front().id && remembered_generation()) return;
    known.generation = generations_.front().id;
    known.generation_learned = session_.clock().boot_now();
  }

  [[nodiscard]] ApiRequest info_request() const {
    ApiRequest request = account_request(account_, "billable-usage/info");
    request.restricted = true;
    return request;
  }
  [[nodiscard]] ApiRequest usage_request() const {
    ApiRequest request = account_request(account_, generations_.front().endpoint);
    request.restricted = true;
    request.layout = &layout_;
    request.reading = reading_;
    return request;
  }

  [[nodiscard]] std::vector<ApiRequest> cycle_requests() const {
    std::vector<ApiRequest> requests;
    requests.reserve(cycles_.size());
    for (const DayRange& cycle : cycles_) {
      requests.push_back(usage_request());
      requests.back().query = {{"from", to_text(cycle.first)}, {"to", to_text(cycle.last)}};
      requests.back().coverage = Coverage{cycle};
    }
    return requests;
  }

  void accept_info(const Delivery& answer);
  /// No usage, or an account that has none to show? `info` knows, and is asked only then.
  bool coverage_is_doubtful() {
    const bool doubtful =
        answers_.front()->size() == 0 && generations_.front().id == PaygoGeneration::billable_usage;
    if (doubtful) step_ = Step::info;
    return doubtful;
  }

  void plan_from_info() {
    if (!days_) {
      step_ = Step::done;
      return;
    }
    if (anchors_.empty()) {
      step_ = Step::undated;  // Covered without a subscription: the records tell.
      return;
    }
    PaygoKnowledge& known = session_.paygo_knowledge(account_);
    known.anchors = anchors_;
    known.anchors_learned = session_.clock().boot_now();
    plan_cycles();
  }

  void plan_cycles() {
    cycles_ = cycles_touching(anchors_, *days_, session_.today());
    step_ = cycles_.empty() ? Step::done : Step::cycles;
  }

  void next_generation();
  void learn_from_undated();
  bool observe_starts();
  std::vector<std::unique_ptr<RowBlock>> finished();
  [[nodiscard]] Error gone_error(const Delivery& answer) const;

  std::string account_;
  std::optional<DaySet> days_;
  std::optional<std::string> needs_column_;
  const RecordLayout& layout_;
  DecodeOptions reading_;
  std::size_t billing_start_;
  std::size_t charge_start_;
  Session& session_;

  Step step_ = Step::info;
  std::vector<Generation> generations_;  // Those not yet found gone; the first is in use.
  bool gone_ = false;                    // An answer of this batch said so.
  std::vector<AnchorSeries> anchors_;
  std::vector<DayRange> cycles_;
  std::vector<std::unique_ptr<RowBlock>> answers_;  // By request of the batch.
  std::set<Day> starts_;  // Of billing periods, where `info` did not tell the anchors.
  bool anchors_are_guessed_ = false;
  int replans_ = 0;
};

void PaygoFetch::accept_info(const Delivery& answer) {
  PaygoInfo info;
  try {
    info = parse_paygo_info(answer->checked().document);
  } catch (const std::invalid_argument& defect) {
    throw answer->malformed(defect.what());
  }
  if (!info.covered) {
    throw Error(ErrorKind::not_covered,
                answer->table + ": PayGo usage does not cover this account (" +
                    answer->place +
                    ", covered: false). Leave it out, or look into cf_focus_usage and "
                    "cf_billing_history.");
  }
  anchors_ = std::move(info.anchors);
}

Error PaygoFetch::gone_error(const Delivery& answer) const {
  const Error error = answer->error.value();
  std::string text = error.what();
  if (text.find("Check the account id") == std::string::npos) text += " Check the account id.";
  if (session_.settings().values().paygo_endpoint == PaygoEndpoint::automatic) {
    text += " None of the PayGo endpoints answered for it:";
    for (const Generation& generation : kGenerations)
      text += std::string(" ") + generation.endpoint;
  } else {
    text += " The setting paygo_endpoint allows no other endpoint:";
    text += std::string(" ") + generations_.front().endpoint;
  }
  return {error.kind(), text + "."};
}

/// Every row of an account comes from one generation, so what the old one brought is dropped.
void PaygoFetch::next_generation() {
  if (step_ == Step::info) {
    step_ = days_ ? Step::undated : Step::done;
    return;
  }
  generations_.erase(generations_.begin());
}

void PaygoFetch::learn_from_undated() {
  anchors_are_guessed_ = true;
  starts_ = billing_period_starts(*answers_.front(), billing_start_, charge_start_);
  if (!starts_.empty()) {
    anchors_ = series_from_starts(starts_);
    plan_cycles();
    return;
  }
  // Nothing in this period or the last: whatever there is in others shows up in a calendar month,
  // which holds every anchor once, and tells its anchor. The month before is asked for as well: the
  // last cycle may have begun there.
  std::vector<DayRange> wider;
  for (const DayRange& range : days_->ranges()) {
    wider.push_back({std::max(kFirstDay, range.first - kLongestCycle), range.last});
  }
  cycles_ = calendar_months(DaySet(std::move(wider)), session_.today());
  step_ = cycles_.empty() ? Step::done : Step::cycles;
}

/// Whether the answers show other anchors than the cycles were cut for; then they are asked for
/// again, cut right.
bool PaygoFetch::observe_starts() {
  if (!anchors_are_guessed_) return false;
  for (const auto& answer : answers_) {
    starts_.merge(billing_period_starts(*answer, billing_start_, charge_start_));
  }
  std::vector<AnchorSeries> observed = series_from_starts(starts_);
  if (observed == anchors_) return false;
  if (++replans_ > kMaxReplans) {
    throw Error(ErrorKind::corrupt, "cf_paygo_usage: the billing periods of account " + account_ +
                                        " start on ever new days; the cycles cannot be told.");
  }
  anchors_ = std::move(observed);
  plan_cycles();
  return true;
}

std::vector<std::unique_ptr<RowBlock>> PaygoFetch::finished() {
  step_ = Step::done;
  RowBlock::Occurrences seen;
  for (auto& answer : answers_) {
    if (days_) drop_other_days(*answer, *days_, charge_start_);
    answer->set_account(account_);
    if (answers_.size() > 1) answer->count_occurrences(seen);
  }
  return std::move(answers_);
}

}  // namespace

std::unique_ptr<Fetch> paygo_fetch(const Scan& scan, const std::string& account,
                                   const RecordLayout& layout, Session& session) {
  return std::make_unique<PaygoFetch>(scan, account, layout, session);
}

std::uint64_t paygo_least_requests(const Scan& scan) {
  if (!scan.days) return 1;
  std::chrono::days total{0};
  for (const DayRange& range : scan.days->ranges()) {
    total += range.last - range.first + std::chrono::days{1};
  }
  const auto cycles = (total + kLongestCycle - std::chrono::days{1}) / kLongestCycle;
  return static_cast<std::uint64_t>(cycles);
}

}  // namespace cf_billing
