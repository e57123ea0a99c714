#include "functions/projections.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "functions/usual_weeks.h"

namespace cf_billing {

namespace {

using std::chrono::days;

// So many days before today are looked at: the open month and the open cycles are in there whole.
constexpr days kWindow{31};
// Cloudflare may be late by three days.
constexpr days kLate{4};

// The error of a week is what whole weeks were off by on average, so many times that of comparable
// costs, and a part of that of charged ones, as allowances and blocks do not fall on the days on
// which they are expected. It grows with the days left: by chance as their root does, by what is
// usual being wrong as their number. Between the two is this line. tests/calibration measures that
// 80 of 100 projections are off by no more.
constexpr double kComparableWeeks = 1.5;
constexpr double kChargedWeeks = 0.2;
constexpr double kDaysBeside = 4;
constexpr double kDaysOfWeek = 11;

constexpr std::chrono::day kLastAnchor{31};

std::chrono::day day_of_month(Day day) { return std::chrono::year_month_day{day}.day(); }

/// Whether a cycle that starts on this day has it as its anchor: 30 June may as well be what is
/// left of an anchor on the 31st.
bool tells_anchor(Day start) {
  return !is_last_of_month(start) || day_of_month(start) == kLastAnchor;
}

/// Without corrections.
struct DaySums {
  std::optional<double> charged = 0;
  std::optional<double> comparable = 0;
};

/// The last four weeks that are known, from the first day on that has a record.
UsualWeeks weeks_of(const std::map<Day, DaySums>& sums, std::optional<double> DaySums::*what,
                    Day known_to) {
  std::vector<std::optional<double>> costs;
  const Day since = sums.empty() ? known_to + days{1} : sums.begin()->first;
  for (Day day = known_to; day > known_to - kUsualWeeks && day >= since; day -= days{1}) {
    const auto found = sums.find(day);
    costs.push_back(found == sums.end() ? 0.0 : found->second.*what);
  }
  return {known_to, std::move(costs)};
}

/// What is expected to go on as it was: all of a currency, or a subscription of it.
struct Series {
  Projection::Of of;
  std::optional<std::string> subscription;
  std::optional<std::string> currency;
  std::optional<std::chrono::day> anchor;
  std::map<Day, DaySums> days;
  std::vector<const UsageOfDay*> records;
  /// Lines whose use tells what they are going to cost.
  std::vector<std::pair<const LineUse*, const OpenCycle*>> uses;
};

class View {
 public:
  View(const std::map<LineName, std::vector<UsageOfDay>>& lines, Day today, bool with_today,
       const std::optional<std::string>& currency)
      : lines_(lines), today_(today), with_today_(with_today), currency_(currency) {
    std::optional<Day> newest;
    for (const auto& [name, records] : lines_) {
      for (const UsageOfDay& record : records) {
        if (is_known(record)) newest = std::max(newest.value_or(record.day), record.day);
      }
    }
    const Day yesterday = today - days{1};
    known_to_ = newest && *newest >= today - kLate && *newest < yesterday ? *newest : yesterday;
    find_cycles();
    find_uses();
  }

  std::vector<Projection> projections() const {
    std::vector<Projection> found;
    for (Series& one : series()) {
      for (Projection& projection : of(one)) found.push_back(std::move(projection));
    }
    return found;
  }

 private:
  bool is_known(const UsageOfDay& record) const {
    return record.day >= today_ - kWindow &&
           (record.day < today_ || (with_today_ && record.day == today_));
  }

  bool is_asked_for(const LineName& name) const {
    return !currency_ || !name.currency || *name.currency == *currency_;
  }

  void find_cycles() {
    std::set<Day> nameless;
    for (const auto& [name, records] : lines_) {
      if (!is_asked_for(name)) continue;
      for (const UsageOfDay& record : records) {
        if (!record.cycle_start || !is_known(record)) continue;
        const Day start = *record.cycle_start;
        if (!name.subscription) nameless.insert(start);
        auto& open =
            cycles_.try_emplace(name.subscription, OpenCycle{start, {}, day_of_month(start)})
                .first->second;
        open.anchor = std::max(open.anchor, day_of_month(start));
        if (start > open.first) open = {start, {}, open.anchor};
        if (record.cycle_end && start == open.first) {
          open.next = std::max(open.next, *record.cycle_end);
        }
      }
    }
    for (auto& [subscription, open] : cycles_) {
      if (open.next <= open.first) open.next = cycle_around(open.anchor, open.first).last + days{1};
    }
    tell_anchors_apart(nameless);
  }

  /// Those behind starts of cycles without a subscription.
  void tell_anchors_apart(const std::set<Day>& starts) {
    if (starts.empty()) return;
    latest_ = cycles_.at(std::nullopt).anchor;
    std::optional<std::chrono::day> first_end;
    std::set<std::chrono::day> anchors;
    for (const Day start : starts) {
      anchors.insert(anchor_of(start));
      if (is_last_of_month(start)) {
        first_end = std::min(first_end.value_or(latest_), day_of_month(start));
      }
    }
    may_have_met_ = std::ranges::any_of(starts, [&](Day start) {
      const auto anchor = day_of_month(start);
      return first_end && !is_last_of_month(start) && anchor >= *first_end && anchor < latest_;
    });
    // Which of several a line belongs to nobody can tell.
    if (anchors.size() > 1 || may_have_met_) cycles_.erase(std::nullopt);
  }

  /// Of an older answer, which names no subscription, what a cycle starts on is the anchor; only a
  /// start on the last day of a month may be one of a later day.
  std::chrono::day anchor_of(Day start) const {
    return is_last_of_month(start) ? latest_ : day_of_month(start);
  }

  void find_uses() {
    for (const auto& [name, records] : lines_) {
      if (!is_asked_for(name) || !cycles_.contains(name.subscription)) continue;
      LineUse use;
      for (const UsageOfDay& record : records) {
        if (is_known(record) && !record.is_correction)
          use.add(record.day, record.cycle_start, record.amounts);
      }
      use.weigh(name.metric.value_or(""), name.unit.value_or(""), today_ - kWindow);
      uses_.emplace(&name, std::move(use));
    }
  }

  std::vector<Series> series() const {
    using Key = std::tuple<Projection::Of, std::optional<std::string>, std::optional<std::string>,
                           std::optional<std::chrono::day>>;
    std::map<Key, Series> found;
    const auto series_of = [&](Projection::Of of, const LineName& name,
                               std::optional<std::chrono::day> anchor) -> Series& {
      const auto subscription = of == Projection::Of::cycle ? name.subscription : std::nullopt;
      const Key key{of, name.currency, subscription, subscription ? std::nullopt : anchor};
      return found.try_emplace(key, Series{of, subscription, name.currency, anchor, {}, {}, {}})
          .first->second;
    };
    for (const auto& [name, records] : lines_) {
      if (!is_asked_for(name)) continue;
      const auto use = uses_.find(&name);
      const auto open = cycles_.find(name.subscription);
      const bool has_use = use != uses_.end();
      std::set<Series*> of_line;
      for (const UsageOfDay& record : records) {
        if (!is_known(record)) continue;
        const auto add = [&](Series& to, bool is_usual_known) {
          of_line.insert(&to);
          to.records.push_back(&record);
          DaySums& sums = to.days[record.day];
          if (!is_usual_known) sums.charged.reset();
          if (record.is_correction) return;
          add_known(sums.charged, record.amounts.cost);
          if (!has_use) add_known(sums.comparable, record.amounts.cost);
        };
        add(series_of(Projection::Of::month, name, std::nullopt), true);
        if (name.subscription ? open == cycles_.end() : !record.cycle_start) continue;
        add(series_of(Projection::Of::cycle, name,
                      name.subscription ? open->second.anchor : anchor_of(*record.cycle_start)),
            name.subscription || !may_have_met_);
      }
      if (!has_use) continue;
      for (Series* one : of_line) {
        one->uses.emplace_back(&use->second, &open->second);
      }
    }
    std::vector<Series> all;
    all.reserve(found.size());
    for (auto& [key, one] : found) all.push_back(std::move(one));
    return all;
  }

  /// Those of its months or cycles that are open.
  std::vector<Projection> of(Series& series) const {
    std::set<Day> starts;
    const std::chrono::year_month_day date{today_};
    const Day month{date.year() / date.month() / 1};
    if (series.of == Projection::Of::month) starts.insert(month);
    std::map<Day, Day> told_ends;
    if (series.of == Projection::Of::cycle) {
      for (const UsageOfDay* record : series.records) {
        if (!record->cycle_start) continue;
        starts.insert(*record->cycle_start);
        if (!record->cycle_end) continue;
        auto& end = told_ends[*record->cycle_start];
        end = std::max(end, *record->cycle_end);
      }
    }
    std::vector<Projection> open;
    for (const Day first : starts) {
      if (series.of == Projection::Of::month) {
        open.push_back(
            project(series, first, Day{date.year() / date.month() / 1 + std::chrono::months{1}}));
        continue;
      }
      const auto told = told_ends.find(first);
      if (told != told_ends.end()) {
        if (told->second > today_) open.push_back(project(series, first, told->second));
        continue;
      }
      const bool is_sure = std::ranges::any_of(starts, tells_anchor);
      const auto anchor = is_sure ? *series.anchor : kLastAnchor;
      const Day end = cycle_around(anchor, first).last + days{1};
      if (end <= today_) continue;
      open.push_back(project(series, first, is_sure ? std::optional{end} : std::nullopt));
    }
    return open;
  }

  Projection project(const Series& series, Day first, std::optional<Day> end) const {
    Projection told{
        series.of, series.subscription, series.currency, first, end, {}, 0, {}, {}, {}, {}, {}, {},
        {}};
    const bool is_month = series.of == Projection::Of::month;
    bool has_record = false;
    for (const UsageOfDay* record : series.records) {
      if (record->day < first || (!is_month && record->cycle_start != first)) continue;
      has_record = true;
      told.unknown += !record->amounts.cost;
      if (!record->amounts.cost) continue;
      told.known[record->day] += *record->amounts.cost;
      told.cost = told.cost.value_or(0) + *record->amounts.cost;
    }
    // A month without a record yet has cost nothing.
    if (!has_record) told.cost = 0;
    told.expected_from = std::max(known_to_ + days{1}, first);
    expect(series, told);
    return told;
  }

  void expect(const Series& series, Projection& told) const {
    std::map<Day, DaySums> sums = series.days;
    for (const auto& [use, open] : series.uses) {
      for (const auto& [day, amounts] : use->days()) {
        add_known(sums[day].comparable, use->comparable_cost(amounts));
      }
    }
    for (auto& [day, of_day] : sums) {
      if (!of_day.charged) of_day.comparable.reset();
    }
    const auto charged = weeks_of(sums, &DaySums::charged, known_to_);
    const auto comparable = weeks_of(sums, &DaySums::comparable, known_to_);
    told.recent = charged.recent();
    if (told.unknown > 0 || !told.cost || !told.ends) return;
    std::map<Day, double> expected;
    for (Day day = told.expected_from; day < *told.ends; day += days{1}) {
      const auto usual = comparable.usual(weekday_of(day));
      if (!usual) return;
      expected[day] = *usual;
    }
    if (expected.empty()) return;
    const auto first = sums.find(told.expected_from);
    double& rest = expected.begin()->second;
    if (first != sums.end() && first->second.comparable)
      rest = std::max(rest - *first->second.comparable, 0.0);
    for (const auto& [day, less] :
         relief(series, told.expected_from, *told.ends - days{1}, comparable.days())) {
      double& amount = expected[day];
      if (amount > 0) amount = std::max(amount - less, 0.0);
    }
    told.projected = *told.cost;
    for (const auto& [day, amount] : expected) *told.projected += amount;
    const auto off = comparable.error();
    const auto charged_off = charged.error();
    if (off && charged_off) {
      const auto days_left = static_cast<double>(expected.size());
      told.error = (kComparableWeeks * *off + kChargedWeeks * *charged_off) *
                   (days_left + kDaysBeside) / kDaysOfWeek;
    }
    told.expected = std::move(expected);
  }

  std::map<Day, double> relief(const Series& series, Day from, Day to, std::size_t known) const {
    std::map<Day, double> found;
    for (const auto& [use, open] : series.uses) {
      std::array<double, 7> usual{};
      std::array<int, 7> times{};
      for (std::size_t n = 0; n < known; ++n) {
        const Day day = known_to_ - days{n};
        ++times[weekday_of(day)];
        const auto of_day = use->days().find(day);
        if (of_day != use->days().end())
          usual[weekday_of(day)] += of_day->second.quantity.value_or(0);
      }
      for (std::size_t n = 0; n < 7; ++n) usual[n] /= std::max(times[n], 1);
      const auto first = use->days().find(from);
      const double used = first == use->days().end() ? 0 : first->second.quantity.value_or(0);
      use->add_relief(*open, from, to, usual, used, found);
    }
    return found;
  }

  const std::map<LineName, std::vector<UsageOfDay>>& lines_;
  Day today_;
  bool with_today_;
  const std::optional<std::string>& currency_;
  Day known_to_;
  /// Of each subscription, and of what names none, if that has one anchor.
  std::map<std::optional<std::string>, OpenCycle> cycles_;
  std::chrono::day latest_{0};
  /// Several anchors without a name, at the end of a month: nobody can tell which is which.
  bool may_have_met_ = false;
  std::map<const LineName*, LineUse> uses_;
};

}  // namespace

void AccountProjections::add(const LineName& name, const UsageOfDay& record) {
  lines_[name].push_back(record);
}

std::vector<Projection> AccountProjections::seen_on(
    Day today, bool with_today, const std::optional<std::string>& currency) const {
  auto found = View(lines_, today, with_today, currency).projections();
  for (Projection& one : found) {
    if (one.of != Projection::Of::month) continue;
    std::optional<double> whole = 0;
    for (const auto& [name, records] : lines_) {
      if (name.currency != one.currency) continue;
      for (const UsageOfDay& record : records) {
        if (record.day >= one.starts && record.day < one.ends)
          add_known(whole, record.amounts.cost);
      }
    }
    one.whole = whole;
  }
  return found;
}

}  // namespace cf_billing
