// Claims of conditions on days, whatever texts are compared:
//  - a bound that is pushed down never narrows: if SQLite keeps a row for what stands in one of its
//    columns, the day of the row is among those that are asked for; where moments are compared, of
//    texts that are moments of the day they begin with;
//  - the order of moments is one: total, and the same for texts of one moment;
//  - days and sets of days are what their texts and ranges say.
#include <sqlite3.h>

#include <array>

#include "claim.h"
#include "core/day_set.h"
#include "core/instant.h"
#include "core/text_bounds.h"
#include "records/field_value.h"

namespace cf_billing {
namespace {

using std::chrono::days;

Day some_day(FuzzedDataProvider& data) {
  // Often near to each other, and at the ends of what there is.
  constexpr std::array kNear = {Day{std::chrono::year{2026} / 10 / 15}, kFirstDay,
                                kLastDay - days{80}, Day{std::chrono::year{2024} / 2 / 20}};
  if (data.ConsumeIntegralInRange(0, 7) == 0) {
    return kFirstDay +
           days{data.ConsumeIntegralInRange(0, static_cast<int>((kLastDay - kFirstDay).count()))};
  }
  return kNear[data.ConsumeIntegralInRange<std::size_t>(0, kNear.size() - 1)] +
         days{data.ConsumeIntegralInRange(0, 80)};
}

/// A date, a timestamp, a part of one, or anything.
std::string some_text(FuzzedDataProvider& data) {
  constexpr std::array<const char*, 14> kBehind = {"",
                                                   "T00:00:00Z",
                                                   "T23:59:59.999Z",
                                                   " 12:30",
                                                   "T24:00:00Z",
                                                   "T00:00:00+00:00",
                                                   "T01:00:00+02:00",
                                                   "T23:30:00-05:00",
                                                   "T00:00:00.000000Z",
                                                   "t05:06:07z",
                                                   "Z",
                                                   " ",
                                                   "-",
                                                   "T"};
  std::string text = to_text(some_day(data)) +
                     kBehind[data.ConsumeIntegralInRange<std::size_t>(0, kBehind.size() - 1)];
  const int kind = data.ConsumeIntegralInRange(0, 9);
  if (kind < 3) text.resize(data.ConsumeIntegralInRange<std::size_t>(0, text.size()));
  if (kind == 3) text += data.ConsumeRandomLengthString(6);
  if (kind == 4 && !text.empty()) {
    text[data.ConsumeIntegralInRange<std::size_t>(0, text.size() - 1)] =
        data.ConsumeIntegral<char>();
  }
  if (kind == 5) text = data.ConsumeRandomLengthString(24);
  return text;
}

std::string some_pattern(FuzzedDataProvider& data) {
  std::string pattern = some_text(data);
  constexpr std::array<const char*, 8> kBehind = {"%", "_%", "*", "?*", "[0-9]*", "", "%Z", "*-*"};
  return pattern + kBehind[data.ConsumeIntegralInRange<std::size_t>(0, kBehind.size() - 1)];
}

int compared(const std::string& left, const std::string& right, TextOrder order) {
  return order == TextOrder::instant ? compare_instants(left, right) : left.compare(right);
}

/// Whether SQLite keeps a row in whose column `text` stands.
bool is_kept(const std::string& text, Comparison comparison, const std::string& value,
             TextOrder order) {
  switch (comparison) {
    case Comparison::eq:
    case Comparison::any_of:
    case Comparison::is:
      return compared(text, value, order) == 0;
    case Comparison::lt:
      return compared(text, value, order) < 0;
    case Comparison::le:
      return compared(text, value, order) <= 0;
    case Comparison::gt:
      return compared(text, value, order) > 0;
    case Comparison::ge:
      return compared(text, value, order) >= 0;
    case Comparison::like:
      return sqlite3_strlike(value.c_str(), text.c_str(), 0) == 0;
    case Comparison::glob:
      return sqlite3_strglob(value.c_str(), text.c_str()) == 0;
    case Comparison::is_null:
      return false;
  }
  return false;
}

/// How far the day of a record may be from the one that stands in its column.
DayRange days_of_record(DayColumn column, Day written, days longest) {
  switch (column) {
    case DayColumn::charge_date:
    case DayColumn::charge_period_start:
      return {written, written};
    case DayColumn::charge_period_end:
      return {written - longest, written};
    case DayColumn::billing_period_start:
      return {written, written + kLongestBillingPeriod};
    case DayColumn::billing_period_end:
      return {written - kLongestBillingPeriod, written};
  }
  return {written, written};
}

void check_bound(FuzzedDataProvider& data) {
  const auto column = static_cast<DayColumn>(data.ConsumeIntegralInRange(0, 4));
  const auto comparison = static_cast<Comparison>(data.ConsumeIntegralInRange(0, 9));
  const auto order = data.ConsumeBool() ? TextOrder::instant : TextOrder::plain;
  const days longest{data.ConsumeIntegralInRange(0, 31)};
  const std::string value = is_pattern(comparison) ? some_pattern(data) : some_text(data);
  std::string text = some_text(data);
  const auto written = leading_day(text);
  if (!written || value.find('\0') != std::string::npos || text.find('\0') != std::string::npos)
    return;
  if (column == DayColumn::charge_date) text.resize(10);
  if (comparison == Comparison::is || comparison == Comparison::is_null) return;
  // As core/text_bounds.h says.
  const bool is_moment = instant_day(text).has_value() && !is_another_day_in_utc(text);
  if (order == TextOrder::instant && !is_moment) return;
  if (!is_kept(text, comparison, value, order)) return;
  const std::string_view bound =
      is_pattern(comparison) ? literal_prefix(comparison, value) : std::string_view(value);
  const DaySet asked = days_matching(column, comparison, bound, order, longest);
  const DayRange possible = days_of_record(column, *written, longest);
  for (Day day = std::max(possible.first, kFirstDay); day <= std::min(possible.last, kLastDay);
       day += days{1}) {
    claim(asked.contains(day), "a bound does not narrow", [&] {
      return "column " + std::to_string(static_cast<int>(column)) + " '" + text + "', comparison " +
             std::to_string(static_cast<int>(comparison)) + " '" + value + "' as " +
             (order == TextOrder::instant ? "moments" : "texts") + ": " + to_text(day);
    });
  }
}

void check_order(FuzzedDataProvider& data) {
  const std::string a = some_text(data);
  const std::string b = some_text(data);
  const std::string c = some_text(data);
  const auto shown = [&] { return a + '\n' + b + '\n' + c; };
  claim(compare_instants(a, a) == 0, "a text is equal to itself", shown);
  claim(compare_instants(a, b) == -compare_instants(b, a), "the order has two directions", shown);
  if (compare_instants(a, b) <= 0 && compare_instants(b, c) <= 0) {
    claim(compare_instants(a, c) <= 0, "the order is transitive", shown);
  }
  claim(instant_key(instant_key(a)) == instant_key(a), "a key is its own key", shown);
  claim(instant_day(a) ? instant_key(focus_timestamp(a)) == instant_key(a) : true,
        "the FOCUS form is the same moment", shown);
}

void check_sets(FuzzedDataProvider& data) {
  const auto some_set = [&] {
    std::vector<DayRange> ranges;
    const auto count = data.ConsumeIntegralInRange(0, 5);
    for (int i = 0; i < count; ++i) {
      const Day first = some_day(data);
      ranges.push_back({first, first + days{data.ConsumeIntegralInRange(-2, 40)}});
    }
    return ranges;
  };
  const std::vector<DayRange> one = some_set();
  const std::vector<DayRange> other = some_set();
  const DaySet common = DaySet(one).intersection(DaySet(other));
  const auto is_in = [](const std::vector<DayRange>& ranges, Day day) {
    for (const DayRange& range : ranges) {
      if (range.contains(day)) return true;
    }
    return false;
  };
  const Day from = some_day(data);
  for (Day day = from; day < from + days{60}; day += days{1}) {
    claim(DaySet(one).contains(day) == is_in(one, day), "a set is its ranges", to_text(day));
    claim(common.contains(day) == (is_in(one, day) && is_in(other, day)),
          "an intersection is what both have", to_text(day));
  }
  for (std::size_t i = 1; i < common.ranges().size(); ++i) {
    claim(common.ranges()[i - 1].last + days{1} < common.ranges()[i].first,
          "neighbours neither touch nor overlap");
  }
  const Day day = some_day(data);
  claim(parse_day(to_text(day)) == day, "a day is what its text spells", to_text(day));
}

}  // namespace
}  // namespace cf_billing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  cf_billing::check_bound(data);
  cf_billing::check_order(data);
  cf_billing::check_sets(data);
  return 0;
}
