#include "usage/paygo_fetch.h"

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "scan/blame.h"
#include "scan/list_errors.h"
#include "usage/cycle_plan.h"
#include "usage/days_kept.h"
#include "usage/generation_choice.h"
#include "usage/paygo_errors.h"
#include "usage/paygo_info.h"
#include "usage/paygo_memory.h"
#include "usage/paygo_merge.h"

namespace cf_billing {

namespace {

using std::chrono::days;

/// One request of a batch, and what came of it.
struct Asked {
  enum class Outcome {
    answered,
    gone,    ///< there is no such endpoint
    future,  ///< `to` lies in the future of the server, whose day is an earlier one than ours
  };
  bool is_info = false;
  std::optional<DayRange> cycle;  ///< of usage; nothing: without dates
  CacheUse use = CacheUse::allowed;
  Outcome outcome = Outcome::answered;
};

Asked info(CacheUse use = CacheUse::allowed) { return {.is_info = true, .cycle = {}, .use = use}; }

class PaygoFetch final : public Fetch {
 public:
  PaygoFetch(const Scan& scan, std::string account, const RecordLayout& layout, Session& session)
      : Fetch("account " + account),
        table_(scan.table),
        account_(std::move(account)),
        used_(scan.used),
        meant_days_(scan.meant_days),
        accepts_gone_(scan.accepts_gone),
        accepts_older_(scan.accepts_older),
        needs_column_(scan.needs_column),
        layout_(layout),
        reading_{.wanted = scan.wanted, .keep_raw = scan.wants_raw},
        fields_{field_index(layout, "BillingPeriodStart"), field_index(layout, "ChargePeriodStart"),
                field_index(layout, "SubscriptionId")},
        memory_(session, account_),
        generations_(session.settings().values().paygo_endpoint, memory_.generation()),
        today_(session.today()) {
    reading_.wanted |= field_bit(fields_.billing_start) | field_bit(fields_.charge_start) |
                       field_bit(fields_.subscription);
    if (scan.days) plan_.emplace(*scan.days, today_, memory_.seen());
    batch_ = first_batch();
  }

  std::vector<ApiRequest> next() override {
    std::vector<ApiRequest> requests;
    requests.reserve(batch_.size());
    for (const Asked& asked : batch_) requests.push_back(request_of(asked));
    return requests;
  }

  void accept(std::size_t index, const Delivery& answer) override {
    Asked& asked = batch_[index];
    if (answer->route_is_gone) {
      asked.outcome = Asked::Outcome::gone;
      if (!asked.is_info) last_gone_ = answer.answer;
    } else if (asked.is_info) {
      accept_info(answer);
    } else if (is_in_future(asked, *answer)) {
      asked.outcome = Asked::Outcome::future;
      last_refused_ = answer.answer;
    } else {
      accept_usage(asked, answer);
    }
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    batch_ = following();
    return std::exchange(rows_, {});
  }

 private:
  // What is asked for: the first batch, and what follows one whose answers are all there. Nothing
  // else changes the batch; an empty one ends the fetch.

  /// The answer without dates shows what `info` does not name.
  std::vector<Asked> first_batch() {
    if (!plan_) return {Asked{}};
    if (memory_.knows_cycles()) {
      learn(memory_.starts());
      return open_cycles();
    }
    std::vector<Asked> batch;
    if (generations_.info_endpoint() != nullptr) batch.push_back(info());
    batch.emplace_back();
    return batch;
  }

  std::vector<Asked> following() {
    if (any(Asked::Outcome::future)) {
      // One refusal proves nothing; nor does any where a record of that day came.
      if (!std::exchange(was_refused_, true)) return future_again();
      if (charge_days(answers_).contains(plan_->today())) last_refused_->checked();
      is_ahead_ = true;
      plan_->end_at(plan_->today() - days{1});
    }
    if (last_gone_) return after_gone();
    is_confirming_ = false;
    memory_.remember(generations_.current());
    if (!plan_) {
      // No usage, or an account that has none to show? `info` knows, and is asked only then.
      if (whole_->size() == 0 && !was_info_asked_ && generations_.info_endpoint() != nullptr) {
        was_info_asked_ = true;
        return {info()};
      }
      finish_whole();
      return {};
    }
    std::set<Day> starts;
    for (const PaygoAnswer& answer : answers_) starts.merge(answer.records.period_starts());
    learn(starts);
    std::vector<Asked> batch = open_cycles();
    if (batch.empty() && answers_.empty()) {
      // None of the days has begun where the server is. That it answers for its own day proves it.
      return {{.cycle = DayRange{plan_->today(), plan_->today()}}};
    }
    if (batch.empty()) finish_cycles();
    return batch;
  }

  [[nodiscard]] std::vector<Asked> future_again() const {
    std::vector<Asked> again;
    for (const Asked& asked : batch_) {
      if (asked.outcome == Asked::Outcome::future) {
        again.push_back({.cycle = asked.cycle, .use = CacheUse::fresh});
      }
    }
    return again;
  }

  /// One 404 proves nothing: it is asked again, beside `info`. Only where both are gone, then, is
  /// the account served by another generation.
  std::vector<Asked> after_gone() {
    const auto gone = std::exchange(last_gone_, nullptr);
    const bool is_info_gone =
        generations_.info_endpoint() == nullptr
            ? is_confirming_
            : std::any_of(batch_.begin(), batch_.end(), [](const Asked& asked) {
                return asked.is_info && asked.outcome == Asked::Outcome::gone;
              });
    if (is_confirming_ && is_info_gone) return with_next_generation(*gone);
    if (is_confirming_) throw usage_gone_beside_info(*gone, generations_);
    is_confirming_ = true;
    std::vector<Asked> again;
    if (generations_.info_endpoint() != nullptr) again.push_back(info(CacheUse::fresh));
    was_info_asked_ = true;
    for (const Asked& asked : batch_) {
      if (asked.is_info || asked.outcome != Asked::Outcome::gone) continue;
      Asked same{.cycle = asked.cycle, .use = CacheUse::fresh};
      if (same.cycle && is_ahead_) same.cycle->last = std::min(same.cycle->last, plan_->today());
      if (!same.cycle || same.cycle->first <= same.cycle->last) again.push_back(same);
    }
    return again;
  }
  /// Every row of an account comes from one generation, so what the one that is gone brought is
  /// dropped.
  std::vector<Asked> with_next_generation(const Answer& gone) {
    if (!generations_.has_another()) throw all_generations_gone(gone, generations_);
    generations_.drop_current();
    is_confirming_ = false;
    was_info_asked_ = false;
    answers_.clear();
    whole_.reset();
    return plan_ && !plan_->starts().empty() ? open_cycles() : first_batch();
  }

  std::vector<Asked> open_cycles() {
    std::vector<Asked> batch;
    for (const DayRange& cycle : plan_->cycles()) {
      const bool is_answered =
          std::any_of(answers_.begin(), answers_.end(),
                      [&](const PaygoAnswer& answer) { return answer.asked == cycle; });
      if (!is_answered) batch.push_back({.cycle = cycle});
    }
    return batch;
  }

  [[nodiscard]] ApiRequest request_of(const Asked& asked) const {
    ApiRequest request = account_request(
        account_, asked.is_info ? generations_.info_endpoint() : generations_.endpoint());
    request.restricted = true;
    request.from_cache = asked.use;
    if (asked.is_info) return request;
    request.layout = &layout_;
    request.reading = reading_;
    if (asked.cycle) {
      request.query = {{"from", to_text(asked.cycle->first)}, {"to", to_text(asked.cycle->last)}};
      request.coverage = Coverage{*asked.cycle};
    }
    return request;
  }

  // What the answers say.

  void accept_info(const Delivery& answer);
  void accept_usage(const Asked& asked, const Delivery& answer);
  void note_cut_periods(const PaygoGroups& records);
  void check_columns();
  /// Notes what the scan accepts to be without, or throws it.
  void goes_on_without(const Error& error, bool is_accepted, NoteKind kind) {
    if (!is_accepted) throw error;
    note(error, kind);
  }

  [[nodiscard]] bool any(Asked::Outcome outcome) const {
    return std::any_of(batch_.begin(), batch_.end(),
                       [outcome](const Asked& asked) { return asked.outcome == outcome; });
  }
  /// One day behind is what clocks may be around midnight; more is another fault.
  [[nodiscard]] bool is_in_future(const Asked& asked, const Answer& answer) const {
    return is_refused_with(answer, 400) && !is_ahead_ && asked.cycle &&
           asked.cycle->last == plan_->today();
  }
  void learn(const std::set<Day>& starts) {
    if (!plan_->learn(starts)) throw endless_anchors(table_, account_);
  }

  // What becomes of them.

  void finish_whole() {
    whole_->set_account(account_);
    whole_->set_complete_from(whole_complete_from_);
    rows_.push_back(std::move(whole_));
  }
  void finish_cycles();
  /// The first day that the API has, if the scan goes on without earlier ones.
  std::string check_days_are_kept();

  std::string table_;
  std::string account_;
  FieldMask used_;  // By the query.
  std::optional<DaySet> meant_days_;
  bool accepts_gone_;   // Days that the API no longer has.
  bool accepts_older_;  // An endpoint that lacks columns.
  std::optional<std::string> needs_column_;
  const RecordLayout& layout_;
  DecodeOptions reading_;
  PaygoFields fields_;
  PaygoMemory memory_;
  GenerationChoice generations_;
  Day today_;
  std::optional<CyclePlan> plan_;  // Of a scan with days.

  std::vector<Asked> batch_;                 // Under way, or the next one.
  std::shared_ptr<const Answer> last_gone_;  // Of the batch: an answer about usage.
  bool is_confirming_ = false;               // The batch asks again for what was gone.
  bool was_info_asked_ = false;
  bool is_ahead_ = false;     // Our clock is.
  bool was_refused_ = false;  // A `to` of today, once.
  std::shared_ptr<const Answer> last_refused_;

  std::vector<PaygoAnswer> answers_;             // Of a scan with days.
  std::unique_ptr<RowBlock> whole_;              // Of one without: its answer,
  std::string whole_complete_from_;              // and the first day from which on it has all.
  std::vector<std::unique_ptr<RowBlock>> rows_;  // Certain, and not yet taken.
};

void PaygoFetch::accept_info(const Delivery& answer) {
  PaygoInfo told;
  try {
    told = parse_paygo_info(answer->checked().document);
  } catch (const std::invalid_argument& defect) {
    throw answer->malformed(defect.what());
  }
  if (!told.covered) throw account_not_covered(*answer);
  if (!plan_) return;
  learn(told.anchors);
  memory_.remember(std::move(told.lives));
}

void PaygoFetch::accept_usage(const Asked& asked, const Delivery& answer) {
  auto rows = std::make_unique<RowBlock>(answer->checked().records);
  check_columns();
  if (const auto missing = cut_list(*answer)) lacks(*missing);
  if (!plan_) {
    PaygoGroups records(std::move(rows), fields_);
    note_cut_periods(records);
    whole_ = records.take_rows();
    return;
  }
  answers_.push_back({asked.cycle, PaygoGroups(std::move(rows), fields_), answer.answer});
  const auto& groups = answers_.back().records.groups();
  if (std::any_of(groups.begin(), groups.end(),
                  [](const PaygoGroup& group) { return !group.period.has_value(); })) {
    throw answer->malformed(
        "a record has no day as its BillingPeriodStart, so nothing proves which billing cycles "
        "there are");
  }
  if (asked.cycle) return;
  // A period before the open one: of every subscription then, so all recent cycles have shown.
  constexpr days kLongestCycle{31};
  constexpr days kShortestMonth{28};
  const Day today = plan_->today();
  const std::set<Day> starts = answers_.back().records.period_starts();
  if (!starts.empty() && *starts.begin() <= today - kLongestCycle) {
    plan_->has_seen({today - kShortestMonth + days{1}, today});
  }
}

/// Nobody asked for these days, so it is no error; but a sum by billing period lacks them.
void PaygoFetch::note_cut_periods(const PaygoGroups& records) {
  std::map<Day, Day> first_charges;
  for (const PaygoGroup& group : records.groups()) {
    if (!group.period || !group.charged) continue;
    const auto [known, is_new] = first_charges.emplace(*group.period, *group.charged);
    if (!is_new) known->second = std::min(known->second, *group.charged);
  }
  const DaySet cut = cut_days(first_charges, today_);
  if (cut.empty()) return;
  Day first{};
  for (const auto& [start, charged] : first_charges) {
    if (cut.contains(start)) first = std::max(first, charged);
  }
  whole_complete_from_ = to_text(first);
  note(days_gone(table_, account_, cut, first), NoteKind::gone);
}

void PaygoFetch::check_columns() {
  if (needs_column_ &&
      !generations_.lacking(field_bit(field_index(layout_, *needs_column_)), layout_).empty()) {
    throw account_column_lacking(table_, account_, generations_, *needs_column_);
  }
  if (generations_.is_pinned()) return;
  const auto columns = generations_.lacking(used_, layout_);
  if (!columns.empty()) {
    goes_on_without(columns_lacking(table_, account_, generations_, columns), accepts_older_,
                    NoteKind::incomplete);
  }
}

std::string PaygoFetch::check_days_are_kept() {
  const DaySet meant = meant_days_ ? meant_days_->intersection(plan_->wanted()) : plan_->wanted();
  if (meant.empty()) return "";
  std::set<Day> charged = charge_days(answers_);
  // A record of long ago that strayed here does not prove that the days after it are kept.
  charged.erase(charged.begin(), charged.lower_bound(meant.first() - days{31}));
  const DaySet gone = gone_days(meant, charged, plan_->today(), memory_.lives());
  if (gone.empty()) return "";
  const auto first = charged.empty() ? std::nullopt : std::optional(*charged.begin());
  goes_on_without(days_gone(table_, account_, gone, first), accepts_gone_, NoteKind::gone);
  return first ? to_text(*first) : "";
}

void PaygoFetch::finish_cycles() {
  memory_.remember(plan_->starts(), plan_->seen());
  const std::string complete_from = check_days_are_kept();
  std::sort(answers_.begin(), answers_.end(), [](const PaygoAnswer& a, const PaygoAnswer& b) {
    if (!a.asked || !b.asked) return a.asked.has_value() < b.asked.has_value();
    return std::tie(a.asked->first, a.asked->last) < std::tie(b.asked->first, b.asked->last);
  });
  const bool has_anchors = !plan_->starts().empty();
  if (const auto defect = keep_each_record_once(answers_, plan_->wanted(), has_anchors)) {
    throw answers_[defect->answer].answer->malformed(defect->words);
  }
  for (PaygoAnswer& answer : answers_) {
    rows_.push_back(answer.records.take_rows());
    rows_.back()->set_account(account_);
    rows_.back()->set_complete_from(complete_from);
  }
  answers_.clear();
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
