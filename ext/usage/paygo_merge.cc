#include "usage/paygo_merge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "core/billing_cycle.h"

namespace cf_billing {

namespace {

std::optional<Day> day_in(const Cell& cell) {
  return cell.is_text() ? leading_day(cell.text()) : std::nullopt;
}

/// For a period that starts on the last day of a short month: the start of the one before, where
/// the last charge tells the anchor. The month before a short one is never too short.
std::optional<Day> start_before_clamped(Day start, Day charged) {
  if (!is_last_of_month(start)) return std::nullopt;
  const std::chrono::year_month_day date{start};
  for (auto anchor = date.day(); anchor <= std::chrono::day{31}; ++anchor) {
    if (cycle_around(anchor, charged).first != start) continue;
    if (anchor == date.day()) return std::nullopt;
    return clamped_day(date.year() / date.month() - std::chrono::months{1}, anchor);
  }
  return std::nullopt;
}

}  // namespace

std::set<Day> billing_period_starts(const RowBlock& rows, std::size_t billing_start,
                                    std::size_t charge_start) {
  std::map<Day, Day> latest_charge;  // By start of the period.
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto start = day_in(rows.cell(row, billing_start));
    if (!start) continue;
    const Day charged = day_in(rows.cell(row, charge_start)).value_or(*start);
    const auto [found, added] = latest_charge.emplace(*start, charged);
    if (!added) found->second = std::max(found->second, charged);
  }
  std::set<Day> starts;
  for (const auto& [start, charged] : latest_charge) {
    starts.insert(start);
    if (const auto before = start_before_clamped(start, charged)) starts.insert(*before);
  }
  return starts;
}

void drop_foreign_records(std::vector<std::unique_ptr<RowBlock>>& answers,
                          const std::vector<DayRange>& cycles, std::size_t billing_start,
                          std::size_t charge_start) {
  std::set<Day> cycle_starts;
  for (const DayRange& cycle : cycles) cycle_starts.insert(cycle.first);

  RowBlock::Occurrences counted;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const DayRange& cycle = cycles[i];
    RowBlock& rows = *answers[i];
    const auto belongs_here = [&](std::size_t row) {
      const auto billed = day_in(rows.cell(row, billing_start));
      if (billed && cycle_starts.contains(*billed)) return *billed == cycle.first;
      const auto charged = day_in(rows.cell(row, charge_start));
      // With no readable day at all any request may claim it.
      return !charged || cycle.contains(*charged);
    };
    RowBlock::Occurrences here;
    rows.retain([&](std::size_t row) {
      if (!belongs_here(row)) return false;
      const std::uint64_t content = rows.content(row);
      if (++here[content] <= counted[content]) return false;
      ++counted[content];
      return true;
    });
  }
}

void drop_other_days(RowBlock& rows, const DaySet& days, std::size_t charge_start) {
  rows.retain([&](std::size_t row) {
    const auto charged = day_in(rows.cell(row, charge_start));
    return !charged || days.contains(*charged);
  });
}

}  // namespace cf_billing
