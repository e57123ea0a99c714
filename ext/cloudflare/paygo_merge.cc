#include "cloudflare/paygo_merge.h"

#include <optional>
#include <unordered_map>

namespace cf_billing {

namespace {

std::optional<Day> day_in(const Cell& cell) {
  return cell.is_text() ? leading_day(cell.text()) : std::nullopt;
}

}  // namespace

std::set<Day> billing_period_starts(const RowBlock& rows, std::size_t billing_start) {
  std::set<Day> starts;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (const auto day = day_in(rows.cell(row, billing_start))) starts.insert(*day);
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
