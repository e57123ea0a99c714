#include "usage/paygo_fetch.h"

#include <optional>
#include <stdexcept>
#include <utility>

#include "usage/cycle_plan.h"
#include "usage/generation_choice.h"
#include "usage/paygo_info.h"
#include "usage/paygo_merge.h"

namespace cf_billing {

namespace {

class PaygoFetch final : public Fetch {
 public:
  PaygoFetch(const Scan& scan, std::string account, const RecordLayout& layout, Session& session)
      : Fetch("account " + account),
        account_(std::move(account)),
        days_(scan.days),
        needs_column_(scan.needs_column),
        layout_(layout),
        reading_{.wanted = scan.wanted, .keep_raw = scan.wants_raw},
        billing_start_(field_index(layout, "BillingPeriodStart")),
        charge_start_(field_index(layout, "ChargePeriodStart")),
        session_(session),
        generations_(session.settings().values().paygo_endpoint, remembered_generation()) {
    reading_.wanted |= field_bit(billing_start_) | field_bit(charge_start_);
    if (days_) plan_.emplace(*days_, session.today());
    step_ = first_step();
  }

  std::vector<ApiRequest> next() override {
    is_gone_ = false;
    anchors_.clear();
    std::vector<ApiRequest> requests = requests_of_step();
    answers_.clear();
    answers_.resize(requests.size());
    return requests;
  }

  void accept(std::size_t index, const Delivery& answer) override {
    if (answer->route_is_gone) {
      if (step_ != Step::info && !generations_.has_another()) throw gone_error(answer);
      is_gone_ = true;
    } else if (step_ == Step::info) {
      accept_info(answer);
    } else {
      answers_[index] = std::make_unique<RowBlock>(answer->checked().records);
      check_has_needed_column(answer);
    }
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    step_ = following();
    return std::exchange(rows_, {});
  }

 private:
  enum class Step {
    info,     ///< asks for the anchors; without days, whether the account is covered at all
    undated,  ///< asks for usage without dates: the rows of a scan without days, else for anchors
    cycles,   ///< asks for each cycle of the plan
    done,
  };

  // Every transition of the fetch: where it begins, and what follows a batch whose answers are all
  // there. Nothing else changes the step.

  Step first_step() {
    if (!plan_) return Step::undated;
    if (anchors_are_known()) return with_plan_of(session_.paygo_knowledge(account_).anchors);
    return generations_.has_info() ? Step::info : Step::undated;
  }

  Step following() {
    switch (step_) {
      case Step::info:
        if (!plan_) return Step::done;
        // Gone, or covered without a subscription: the records tell.
        if (is_gone_ || anchors_.empty()) return Step::undated;
        remember_anchors();
        return with_plan_of(anchors_);
      case Step::undated:
        if (is_gone_) return with_next_generation();
        remember_generation();
        if (plan_) {
          plan_->use_observed(observed_starts());
          return asking_for_cycles();
        }
        // No usage, or an account that has none to show? `info` knows, and is asked only then.
        if (answers_.front()->size() == 0 && generations_.has_info()) return Step::info;
        finish();
        return Step::done;
      case Step::cycles:
        if (is_gone_) return with_next_generation();
        remember_generation();
        if (plan_has_changed()) return asking_for_cycles();
        drop_foreign_records(answers_, plan_->cycles(), billing_start_, charge_start_);
        finish();
        return Step::done;
      case Step::done:
        break;
    }
    return Step::done;
  }

  Step with_plan_of(std::vector<AnchorSeries> anchors) {
    plan_->use_told(std::move(anchors));
    return asking_for_cycles();
  }
  [[nodiscard]] Step asking_for_cycles() const {
    return plan_->cycles().empty() ? Step::done : Step::cycles;
  }
  /// The same step again. Every row of an account comes from one generation, so what the one that
  /// is gone brought is dropped.
  Step with_next_generation() {
    generations_.drop_current();
    return step_;
  }

  // What is asked for.

  [[nodiscard]] std::vector<ApiRequest> requests_of_step() const {
    switch (step_) {
      case Step::info:
        return {restricted_request("billable-usage/info")};
      case Step::undated:
        return {usage_request()};
      case Step::cycles:
        return cycle_requests();
      case Step::done:
        break;
    }
    return {};
  }
  [[nodiscard]] ApiRequest restricted_request(const char* endpoint) const {
    ApiRequest request = account_request(account_, endpoint);
    request.restricted = true;
    return request;
  }
  [[nodiscard]] ApiRequest usage_request() const {
    ApiRequest request = restricted_request(generations_.endpoint());
    request.layout = &layout_;
    request.reading = reading_;
    return request;
  }
  [[nodiscard]] std::vector<ApiRequest> cycle_requests() const {
    std::vector<ApiRequest> requests;
    requests.reserve(plan_->cycles().size());
    for (const DayRange& cycle : plan_->cycles()) {
      requests.push_back(usage_request());
      requests.back().query = {{"from", to_text(cycle.first)}, {"to", to_text(cycle.last)}};
      requests.back().coverage = Coverage{cycle};
    }
    return requests;
  }

  // What the answers say.

  void accept_info(const Delivery& answer);
  void check_has_needed_column(const Delivery& answer) const;
  [[nodiscard]] Error gone_error(const Delivery& answer) const;

  [[nodiscard]] std::set<Day> observed_starts() const {
    std::set<Day> starts;
    for (const auto& answer : answers_) {
      starts.merge(billing_period_starts(*answer, billing_start_, charge_start_));
    }
    return starts;
  }
  bool plan_has_changed() {
    switch (plan_->observe(observed_starts())) {
      case CyclePlan::Observation::fits:
        return false;
      case CyclePlan::Observation::changed:
        return true;
      case CyclePlan::Observation::endless:
        break;
    }
    throw Error(ErrorKind::corrupt, "cf_paygo_usage: the billing periods of account " + account_ +
                                        " start on ever new days; the cycles cannot be told.");
  }
  void finish() {
    RowBlock::Occurrences seen;
    for (auto& answer : answers_) {
      if (days_) drop_other_days(*answer, *days_, charge_start_);
      answer->set_account(account_);
      if (answers_.size() > 1) answer->count_occurrences(seen);
    }
    rows_ = std::move(answers_);
  }

  // What the session remembers of the account.

  [[nodiscard]] bool anchors_are_known() const {
    const PaygoKnowledge& known = session_.paygo_knowledge(account_);
    return !known.anchors.empty() &&
           session_.clock().boot_now() - known.anchors_learned < kAnchorLifetime;
  }
  void remember_anchors() const {
    PaygoKnowledge& known = session_.paygo_knowledge(account_);
    known.anchors = anchors_;
    known.anchors_learned = session_.clock().boot_now();
  }
  [[nodiscard]] std::optional<PaygoGeneration> remembered_generation() const {
    const PaygoKnowledge& known = session_.paygo_knowledge(account_);
    const bool is_old =
        session_.clock().boot_now() - known.generation_learned >= kGenerationLifetime;
    return is_old ? std::nullopt : known.generation;
  }
  void remember_generation() const {
    PaygoKnowledge& known = session_.paygo_knowledge(account_);
    if (known.generation == generations_.current() && remembered_generation()) return;
    known.generation = generations_.current();
    known.generation_learned = session_.clock().boot_now();
  }

  std::string account_;
  std::optional<DaySet> days_;
  std::optional<std::string> needs_column_;
  const RecordLayout& layout_;
  DecodeOptions reading_;
  std::size_t billing_start_;
  std::size_t charge_start_;
  Session& session_;

  Step step_ = Step::done;
  GenerationChoice generations_;
  std::optional<CyclePlan> plan_;  // Of a scan with days.

  // Of the batch under way:
  bool is_gone_ = false;               // An answer said that there is no such endpoint.
  std::vector<AnchorSeries> anchors_;  // That `info` told.
  std::vector<std::unique_ptr<RowBlock>> answers_;  // By request; null for `info`.

  std::vector<std::unique_ptr<RowBlock>> rows_;  // Certain, and not yet taken.
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
                answer->table + ": PayGo usage does not cover this account (" + answer->place +
                    ", covered: false). Leave it out, or look into cf_focus_usage and "
                    "cf_billing_history.");
  }
  anchors_ = std::move(info.anchors);
}

void PaygoFetch::check_has_needed_column(const Delivery& answer) const {
  if (!needs_column_ || generations_.current() == PaygoGeneration::billable_usage) return;
  throw Error(ErrorKind::usage, answer->table + ": account " + account_ + " is served by " +
                                    generations_.endpoint() + ", which has no " + *needs_column_ +
                                    ": name the account with account_id = '…' instead.");
}

Error PaygoFetch::gone_error(const Delivery& answer) const {
  const Error error = answer->error.value();
  std::string text = error.what();
  if (text.find("Check the account id") == std::string::npos) text += " Check the account id.";
  return {error.kind(), text + " " + generations_.all_gone()};
}

}  // namespace

std::unique_ptr<Fetch> paygo_fetch(const Scan& scan, const std::string& account,
                                   const RecordLayout& layout, Session& session) {
  return std::make_unique<PaygoFetch>(scan, account, layout, session);
}

std::uint64_t paygo_least_requests(const Scan& scan) {
  return scan.days ? fewest_cycles(*scan.days) : 1;
}

}  // namespace cf_billing
