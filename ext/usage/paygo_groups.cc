#include "usage/paygo_groups.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "core/billing_cycle.h"
#include "core/interrupt.h"

namespace cf_billing {

namespace {

/// Numbers for the values of a column. Equal texts of a block are mostly stored once, so most rows
/// are told by the place of their text alone.
class ColumnValues {
 public:
  std::uint32_t number(const Cell& cell) {
    // An empty text may stand where another begins.
    const char* place = cell.is_text() && cell.size > 0 ? cell.bytes : nullptr;
    if (place == last_place_) return last_;
    const auto [found, added] = by_place_.emplace(place, 0);
    if (added) {
      const std::string_view text = place == nullptr ? std::string_view() : cell.text();
      found->second =
          by_text_.emplace(text, static_cast<std::uint32_t>(by_text_.size())).first->second;
    }
    last_place_ = place;
    last_ = found->second;
    return last_;
  }

 private:
  std::unordered_map<const char*, std::uint32_t> by_place_;
  std::unordered_map<std::string_view, std::uint32_t> by_text_;
  const char* last_place_ = "";  // Of no cell.
  std::uint32_t last_ = 0;
};

std::string_view text_of(const Cell& cell) {
  return cell.is_text() ? cell.text() : std::string_view();
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

PaygoGroups::PaygoGroups(std::unique_ptr<RowBlock> rows, const PaygoFields& fields)
    : rows_(std::move(rows)) {
  ColumnValues periods, charges, subscriptions;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> by_values;
  // One day is spelled in several ways.
  std::map<std::tuple<std::optional<Day>, std::optional<Day>, std::string_view>, std::uint32_t>
      by_days;
  group_of_row_.reserve(rows_->size());
  InterruptCheck check_interrupt = rows_->interrupt_check();
  for (std::size_t row = 0; row < rows_->size(); ++row) {
    check_interrupt();
    const Cell& period = rows_->cell(row, fields.billing_start);
    const Cell& charge = rows_->cell(row, fields.charge_start);
    const Cell& subscription = rows_->cell(row, fields.subscription);
    const auto [found, added] =
        by_values.emplace(std::tuple{charges.number(charge), periods.number(period),
                                     subscriptions.number(subscription)},
                          0);
    if (added) {
      const PaygoGroup group{told_day(text_of(period)), leading_day(text_of(charge)),
                             text_of(subscription)};
      const auto next = static_cast<std::uint32_t>(groups_.size());
      const auto [known, is_new] =
          by_days.emplace(std::tuple{group.period, group.charged, group.subscription}, next);
      if (is_new) groups_.push_back(group);
      found->second = known->second;
    }
    ++groups_[found->second].records;
    group_of_row_.push_back(found->second);
  }
}

std::set<Day> PaygoGroups::period_starts() const {
  std::map<Day, Day> latest_charge;  // By start of the period.
  for (const PaygoGroup& group : groups_) {
    if (!group.period) continue;
    const Day charged = group.charged.value_or(*group.period);
    const auto [found, added] = latest_charge.emplace(*group.period, charged);
    if (!added) found->second = std::max(found->second, charged);
  }
  std::set<Day> starts;
  for (const auto& [start, charged] : latest_charge) {
    starts.insert(start);
    if (const auto before = start_before_clamped(start, charged)) starts.insert(*before);
  }
  return starts;
}

void PaygoGroups::keep(const std::vector<bool>& kept) {
  rows_->retain([&](std::size_t row) { return kept[group_of_row_[row]]; });
  group_of_row_.clear();
}

}  // namespace cf_billing
