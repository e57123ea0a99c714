#include "analytics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <string_view>

#include "catalog.h"
#include "chance.h"
#include "usage.h"

namespace sandbox {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kHours = 24;
constexpr minutes kLate{5};  // analytics are so far behind
constexpr double kDaysOfMonth = 30.4;
constexpr double kMostNoise = 0.029;

// A loop that was planted: how long it has been running, and how many times the usual use it adds;
// more than what the records have on any day, so that it stands out beside each.
constexpr hours kLoopLength{6};
constexpr double kLoopTimes = 150;
constexpr days kWeek{7};

// Parts of a day that have passed when each of its hours begins, and at its end.
using Curve = std::array<double, kHours + 1>;

Curve curve_of(const Chance& chance) {
  std::array<double, kHours> weights{};
  double sum = 0;
  for (std::size_t hour = 0; hour < kHours; ++hour) {
    const double angle = 2 * std::numbers::pi * (static_cast<double>(hour) - 9) / kHours;
    weights[hour] = (1 + 0.5 * std::sin(angle)) * chance.with(hour).between(0.9, 1.1);
    sum += weights[hour];
  }
  Curve curve{};
  for (std::size_t hour = 0; hour < kHours; ++hour) {
    curve[hour + 1] = curve[hour] + weights[hour] / sum;
  }
  curve[kHours] = 1;
  return curve;
}

// The part of `total` between two parts of it; whole, so that all parts make up the total.
double slice(double total, double from, double to, Scalar type) {
  return type == Scalar::kFloat64 ? total * (to - from)
                                  : std::round(total * to) - std::round(total * from);
}

class Measuring {
 public:
  explicit Measuring(const AnalyticsScope& scope)
      : scope_(scope),
        subject_(Chance("analytics").with(scope.account.id).with(scope.dataset.name)) {}

  Analytics all() {
    make_cells();
    read_use();
    for (Day day = scope_.first; day <= std::min(scope_.last, scope_.snapshot.today());
         day += days{1}) {
      add_day(day);
    }
    return std::move(made_);
  }

 private:
  const Dataset& dataset() const { return scope_.dataset; }

  void make_cells() {
    const auto extra = static_cast<std::size_t>(scope_.settings.number("graphql.extra_resources"));
    resources_ = dataset().resource == ResourceKind::kNone
                     ? std::vector<Resource>(1)
                     : resources_of(scope_.account, scope_.zone, dataset().resource, extra);
    for (const Source& source : dataset().sources) {
      if (std::ranges::find(actions_, source.action) == actions_.end()) {
        actions_.emplace_back(source.action);
      }
    }
    for (const std::string& action : actions_) {
      for (const Resource& resource : resources_) {
        made_.cells.push_back({resource, action});
      }
    }
  }

  // What was used of each service, in its units, on each day.
  void read_use() {
    const Day today = scope_.snapshot.today();
    for (const Usage& usage : scope_.snapshot.final_usage(scope_.account)) {
      if (usage.day < std::min(scope_.first, today - kWeek) || usage.day > today ||
          (scope_.zone && (!usage.zone || usage.zone->id != scope_.zone->id))) {
        continue;
      }
      const double amount = static_cast<double>(usage.consumed) / 1e6;
      use_[{catalog()[usage.service].metric_id, usage.day}] +=
          usage.day == today ? amount / kTodaySoFar : amount;
    }
  }

  double total(const Source& source, const Metric& metric, Day day) const {
    const std::string service = source.service;
    const auto used = use_.find({service, day});
    if (source.level == 0) {
      return used == use_.end() ? 0 : used->second * source.per_unit;
    }
    if (service.empty() ? !tries_everything_out(scope_.account) : used == use_.end()) {
      return 0;
    }
    const Chance chance = subject_.with(metric.path()).with(source.action).with(day);
    return metric.aggregate == Aggregate::kMax
               ? source.level * scope_.account.scale * chance.between(0.98, 1.02)
               : source.level / kDaysOfMonth * scope_.account.scale * chance.between(0.8, 1.2);
  }

  // How the day's use is shared out: where the part of each resource ends. Who reads most is not
  // who writes most.
  std::vector<double> shares(const Source& source, Day day) const {
    // The same in all datasets that tell of it.
    const Chance subject = Chance("share")
                               .with(scope_.account.id)
                               .with(source.level == 0 ? source.service : source.metric);
    std::vector<double> ends;
    double sum = 0;
    for (const Resource& resource : resources_) {
      const Chance chance = subject.with(resource.id);
      sum += resource.weight * chance.between(0.5, 1.5) * chance.with(day).between(0.9, 1.1);
      ends.push_back(sum);
    }
    for (double& end : ends) {
      end /= sum;
    }
    return ends;
  }

  void add_day(Day day) {
    std::vector<std::vector<double>> values(made_.cells.size(),
                                            std::vector<double>(dataset().metrics.size()));
    for (const Source& source : dataset().sources) {
      const std::size_t position = dataset().position_of(source.metric);
      const Metric& metric = dataset().metrics[position];
      const std::vector<double> ends = shares(source, day);
      const double part = slice(total(source, metric, day), source.from, source.to, metric.type);
      const std::size_t first = first_cell(source.action);
      for (std::size_t i = 0; i < resources_.size(); ++i) {
        values[first + i][position] += slice(part, i == 0 ? 0 : ends[i - 1], ends[i], metric.type);
      }
    }
    const double interval = interval_of(day);
    const Curve curve = curve_of(subject_.with("hours").with(day));
    for (std::size_t cell = 0; cell < values.size(); ++cell) {
      add_noise(cell, day, interval, values[cell]);
      add_rows(cell, day, interval, curve, values[cell]);
    }
  }

  std::size_t first_cell(std::string_view action) const {
    const auto found = std::ranges::find(actions_, action);
    return static_cast<std::size_t>(found - actions_.begin()) * resources_.size();
  }

  // Every so many events one was counted; 1: all were.
  double interval_of(Day day) const {
    const std::string& sampling = scope_.settings.get("graphql.sampling");
    if (!dataset().is_sampled() || sampling == "none") {
      return 1;
    }
    // Databases of small accounts are not sampled.
    const bool is_exact =
        dataset().resource == ResourceKind::kDatabase || subject_.with("exact").one_in(3);
    return sampling == "some" && is_exact ? 1
                                          : subject_.with("interval").with(day).between(1.01, 9);
  }

  void add_noise(std::size_t cell, Day day, double interval, std::vector<double>& values) const {
    if (interval == 1) {
      return;
    }
    const double factor =
        1 + subject_.with("noise").with(day).with(cell).between(-kMostNoise, kMostNoise);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double value = values[i] * factor;
      values[i] = dataset().metrics[i].type == Scalar::kFloat64 ? value : std::round(value);
    }
  }

  // The parts of the day at which the hour begins and, as far as it has been measured, ends.
  std::pair<double, double> measured_part(const Curve& curve, Day day, std::size_t hour) const {
    const sys_seconds start = sys_seconds{day} + hours(hour);
    const auto measured = std::chrono::duration<double>(scope_.now - kLate - start);
    const double part =
        day < scope_.snapshot.today()
            ? 1
            : std::clamp(measured / std::chrono::duration<double>(hours{1}), 0.0, 1.0);
    return {curve[hour], curve[hour] + (curve[hour + 1] - curve[hour]) * part};
  }

  void add_rows(std::size_t cell, Day day, double interval, const Curve& curve,
                const std::vector<double>& values) {
    // Of the last two days something may be missing yet, or a loop may be running.
    if (!scope_.by_hour && day + days{1} < scope_.snapshot.today()) {
      add_row({cell, sys_seconds{day}, interval, values});
      return;
    }
    const std::size_t peak = day == scope_.snapshot.today()
                                 ? 0
                                 : subject_.with("peak").with(day).with(cell).bits() % kHours;
    for (std::size_t hour = 0; hour < kHours; ++hour) {
      const auto [from, to] = measured_part(curve, day, hour);
      if (from == to) {
        break;
      }
      std::vector<double> part(values.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        const Metric& metric = dataset().metrics[i];
        const bool is_level = metric.aggregate == Aggregate::kMax;
        part[i] = is_level ? std::floor(values[i] * (hour == peak ? 1 : 0.97))
                           : slice(values[i], from, to, metric.type);
      }
      const sys_seconds start = sys_seconds{day} + hours(hour);
      add_loop(cell, start, part);
      add_row({cell, start, interval, std::move(part)});
    }
  }

  void add_row(AnalyticsRow row) {
    if (std::ranges::any_of(row.values, [](double value) { return value != 0; })) {
      made_.rows.push_back(std::move(row));
    }
  }

  bool loops(const Cell& cell, const Source& source) const {
    const std::string& loop = scope_.settings.get("graphql.loop");
    const std::string_view metric = source.metric;
    const bool is_first = &scope_.account == &scope_.snapshot.accounts().front();
    // Not the one that is used most anyway.
    if (!is_first || loop == "none" || resources_.size() < 2 ||
        cell.resource.id != resources_[1].id || cell.action != source.action) {
      return false;
    }
    switch (dataset().resource) {
      case ResourceKind::kDatabase:
        return loop == "d1" && metric == "sum_rowsRead" && source.from == 0;
      case ResourceKind::kObjectNamespace:
        return loop == "do" && !metric.starts_with("max_");
      case ResourceKind::kBucket:
        return loop == "r2" && metric == "sum_requests" && cell.action == "PutObject";
      default:
        return false;
    }
  }

  // An hour's, of the resource that loops, in the week before today.
  double usual(const Source& source, const Metric& metric) const {
    double sum = 0;
    const Day today = scope_.snapshot.today();
    for (Day day = today - kWeek; day < today; day += days{1}) {
      const std::vector<double> ends = shares(source, day);
      sum += total(source, metric, day) * (source.to - source.from) * (ends[1] - ends[0]);
    }
    return sum / (kWeek.count() * kHours);
  }

  // On top of the usual use of an hour.
  void add_loop(std::size_t cell, sys_seconds start, std::vector<double>& values) const {
    const seconds measured =
        std::min(start + hours{1}, scope_.now - kLate) - std::max(start, scope_.now - kLoopLength);
    if (measured <= seconds{0}) {
      return;
    }
    for (const Source& source : dataset().sources) {
      if (loops(made_.cells[cell], source)) {
        const std::size_t position = dataset().position_of(source.metric);
        values[position] += std::round(usual(source, dataset().metrics[position]) * kLoopTimes *
                                       std::chrono::duration<double>(measured) / hours{1});
      }
    }
  }

  const AnalyticsScope& scope_;
  const Chance subject_;
  Analytics made_;
  std::vector<Resource> resources_;
  std::vector<std::string> actions_;
  std::map<std::pair<std::string, Day>, double> use_;
};

}  // namespace

sys_seconds analytics_now(const Snapshot& snapshot, const Settings& settings) {
  const std::string& time = settings.get("graphql.now");
  if (!time.empty()) {
    return sys_seconds{snapshot.today()} + hours(std::stoi(time.substr(0, 2))) +
           minutes(std::stoi(time.substr(3)));
  }
  const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
  return snapshot.today() + (now - std::chrono::floor<days>(now));
}

Analytics measure(const AnalyticsScope& scope) { return Measuring(scope).all(); }

}  // namespace sandbox
