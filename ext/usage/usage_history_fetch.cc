#include "usage/usage_history_fetch.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/fingerprint.h"
#include "core/usage_window.h"
#include "records/field_value.h"
#include "scan/list_errors.h"

namespace cf_billing {

namespace {

using std::chrono::days;

constexpr std::size_t kLimit = 10000;  // The most that may be asked for.
/// A server's own limit is a round number as well.
constexpr std::size_t kRound = 100;

constexpr std::size_t kTime = 0;  // In what follows; a metric is one behind its place.

/// A record as the API sends it.
const RecordLayout& record_layout() {
  static const RecordLayout layout = [] {
    RecordLayout fields = {{"ts", FieldType::integer, {"ts"}}};
    for (const std::string_view metric : kHistoryMetrics) {
      fields.push_back({metric, FieldType::real, {metric}});
    }
    return fields;
  }();
  return layout;
}

std::string all_metrics() {
  std::string list;
  for (const std::string_view metric : kHistoryMetrics) {
    list.append(list.empty() ? "" : ",").append(metric);
  }
  return list;
}

Day first_day_kept(Day today) {
  const std::chrono::year_month_day date(today);
  const auto month = std::chrono::year_month(date.year(), date.month()) - kHistoryKept;
  return clamped_day(month, date.day());
}

/// Where the columns of the rows are.
struct HistoryColumns {
  explicit HistoryColumns(const RecordLayout& layout)
      : count(layout.size()),
        day(field_index(layout, "day")),
        metric(field_index(layout, "metric")),
        quantity(field_index(layout, "quantity")) {}
  std::size_t count, day, metric, quantity;
};

class UsageHistoryFetch final : public Fetch {
 public:
  /// `wanted`: the days whose rows are asked for. `asked`: the range around them.
  UsageHistoryFetch(ApiRequest request, const Scan& scan, const RecordLayout& layout, DaySet wanted,
                    DayRange asked, Day today)
      : Fetch(request.owner),
        request_(std::move(request)),
        columns_(layout),
        fields_(scan.wanted),
        keeps_raw_(scan.wants_raw),
        wanted_(std::move(wanted)),
        today_(today),
        open_({asked}) {
    request_.layout = &record_layout();
    request_.reading = {.wanted = all_fields(record_layout()), .keep_raw = keeps_raw_};
  }

  std::vector<ApiRequest> next() override {
    asked_ = std::exchange(open_, {});
    unanswered_ = asked_.size();
    std::vector<ApiRequest> requests;
    for (const DayRange& range : asked_) {
      ApiRequest request = request_;
      request.query.insert(request.query.begin(), {{"since", to_text(range.first) + "T00:00:00Z"},
                                                   {"until", to_text(range.last) + "T23:59:59Z"}});
      // Not divisible: how long an answer is tells whether it is cut, and a part of it tells
      // nothing.
      request.coverage = Coverage{range};
      requests.push_back(std::move(request));
    }
    return requests;
  }

  void accept(std::size_t index, const Delivery& answer) override {
    const RecordBlock& records = *answer->checked().records;
    const DayRange& range = asked_[index];
    if (const auto missing = cut_list(*answer)) lacks(*missing);
    const std::vector<Day> dates = dates_of(records, range, answer);
    if (may_be_cut(dates, range)) {
      const Day middle = range.first + (range.last - range.first) / 2;
      open_.push_back({range.first, middle});
      open_.push_back({middle + days{1}, range.last});
    } else {
      for (const Day day : dates) first_day_ = std::min(day, first_day_.value_or(day));
      blocks_[range.first] = rows_of(records, dates, answer);
    }
    if (--unanswered_ == 0 && open_.empty()) check_first_days(*answer);
  }

  std::vector<std::unique_ptr<RowBlock>> take() override {
    std::vector<std::unique_ptr<RowBlock>> blocks;
    if (!open_.empty()) return blocks;
    for (auto& [first, block] : blocks_) blocks.push_back(std::move(block));
    blocks_.clear();
    return blocks;
  }

 private:
  /// The day that each record is about.
  static std::vector<Day> dates_of(const RecordBlock& records, const DayRange& range,
                                   const Delivery& answer) {
    std::vector<Day> dates;
    std::set<Day> seen;
    InterruptCheck check_interrupt = records.interrupt_check();
    for (std::size_t record = 0; record < records.size(); ++record) {
      check_interrupt();
      const Day day = day_of(records.cell(record, kTime), answer);
      const std::string text = to_text(day);
      if (!range.contains(day)) {
        throw answer->malformed("a record of " + text +
                                " came, which lies in no range of days that was asked for");
      }
      if (!seen.insert(day).second) {
        throw answer->malformed("two records of " + text +
                                " came, and nothing says whether one holds or both add up");
      }
      dates.push_back(day);
    }
    return dates;
  }

  static Day day_of(const Cell& time, const Delivery& answer) {
    constexpr std::int64_t kSecondsOfDay = 86400;
    if (time.type != CellType::integer) {
      throw answer->malformed("a record has no whole number of seconds as its ts");
    }
    const std::int64_t day = time.integer / kSecondsOfDay;
    const bool is_start = time.integer == day * kSecondsOfDay;
    const bool is_known =
        day >= kFirstDay.time_since_epoch().count() && day <= kLastDay.time_since_epoch().count();
    if (!is_start || !is_known) {
      throw answer->malformed("the ts " + std::to_string(time.integer) +
                              " of a record is not when a day begins in UTC, so it is no day's");
    }
    return Day{days{day}};
  }

  /// Whether the answer's length may be that of a limit, and it lacks days.
  [[nodiscard]] static bool may_be_cut(const std::vector<Day>& dates, const DayRange& range) {
    if (dates.empty() || dates.size() % kRound != 0) return false;
    return dates.size() < static_cast<std::size_t>((range.last - range.first).count()) + 1;
  }

  /// One row for each total that a record has.
  std::unique_ptr<RowBlock> rows_of(const RecordBlock& records, const std::vector<Day>& dates,
                                    const Delivery& answer) const {
    auto rows = std::make_shared<RecordBlock>(columns_.count, fields_, keeps_raw_);
    InterruptCheck check_interrupt = records.interrupt_check();
    for (std::size_t record = 0; record < records.size(); ++record) {
      check_interrupt();
      if (!wanted_.contains(dates[record])) continue;
      for (std::size_t metric = 0; metric < kHistoryMetrics.size(); ++metric) {
        const Cell& total = records.cell(record, metric + 1);
        if (total.type == CellType::null) continue;
        if (total.type != CellType::real) {
          throw answer->malformed("the " + std::string(kHistoryMetrics[metric]) + " of " +
                                  to_text(dates[record]) + " is no number");
        }
        add_row(*rows, dates[record], kHistoryMetrics[metric], total.real, records.raw(record));
      }
    }
    rows->finish_filling();
    auto block = std::make_unique<RowBlock>(std::move(rows));
    block->set_account(request_.account);
    return block;
  }

  void add_row(RecordBlock& rows, Day date, std::string_view metric, double total,
               std::string_view raw) const {
    const std::string day = to_text(date);
    rows.begin_record();
    if (rows.wants(columns_.day)) rows.set(columns_.day, CellType::text, day);
    if (rows.wants(columns_.metric)) rows.set(columns_.metric, CellType::text, metric);
    if (rows.wants(columns_.quantity)) rows.set(columns_.quantity, total);
    // Not the record's own: it has other members where only one metric was asked for.
    rows.end_record(
        Fingerprint().add(day).add(metric).add(std::bit_cast<std::uint64_t>(total)).value(), raw);
  }

  /// Older days may be gone: that no record came of the first ones then does not mean that nothing
  /// was used.
  void check_first_days(const Answer& answer) {
    const Day kept_from = first_day_kept(today_);
    const Day first = wanted_.first();
    if (first >= kept_from || (first_day_ && *first_day_ <= first)) return;
    const std::string has =
        first_day_ ? "the first record that came is of " + to_text(*first_day_) : "no record came";
    lacks({ErrorKind::usage,
           answer.table + ": Cloudflare keeps this usage for about 18 months, and " + has + " (" +
               answer.place + "). Whether anything was used from " + to_text(first) +
               " on nobody can say: ask for days from " + to_text(std::max(kept_from, first)) +
               " on, or cf_config('incomplete', 'ignore') makes do with what came."},
          NoteKind::gone);
  }

  ApiRequest request_;
  HistoryColumns columns_;
  FieldMask fields_;
  bool keeps_raw_;
  DaySet wanted_;
  Day today_;
  std::vector<DayRange> open_;                       // To be asked for next,
  std::vector<DayRange> asked_;                      // and those asked for now.
  std::size_t unanswered_ = 0;                       // Of them.
  std::optional<Day> first_day_;                     // Of all records that came.
  std::map<Day, std::unique_ptr<RowBlock>> blocks_;  // By the first day asked for.
};

}  // namespace

bool is_history_metric(std::string_view name) {
  return std::find(kHistoryMetrics.begin(), kHistoryMetrics.end(), name) != kHistoryMetrics.end();
}

std::vector<std::unique_ptr<Fetch>> usage_history_fetches(
    const Scan& scan, const RecordLayout& layout, Session& session,
    const std::function<ApiRequest(const std::string& account)>& request_to) {
  const Day today = session.today();
  const DaySet wanted = scan.days.value_or(DaySet({{first_day_kept(today), today}}));
  // A few totals a day: what lies between two ranges costs less than a request.
  DayRange asked{wanted.first(), wanted.last()};
  if (session.keeps_answers()) asked = shared_block(wanted, today).value_or(asked);
  std::vector<std::unique_ptr<Fetch>> fetches;
  for (const auto& account : scan.accounts) {
    ApiRequest request = request_to(account.value());
    request.query = {{"time_delta", "day"}, {"limit", std::to_string(kLimit)}};
    const auto metric = std::find_if(scan.parameters.begin(), scan.parameters.end(),
                                     [](const auto& each) { return each.first == "metrics"; });
    request.query.emplace_back("metrics",
                               metric == scan.parameters.end() ? all_metrics() : metric->second);
    fetches.push_back(std::make_unique<UsageHistoryFetch>(std::move(request), scan, layout, wanted,
                                                          asked, today));
  }
  return fetches;
}

}  // namespace cf_billing
