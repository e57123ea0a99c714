#include "date_range.h"

namespace sandbox {

std::variant<std::optional<DateRange>, Reply> read_date_range(const Call& call) {
  const auto from = call.parameter("from");
  const auto to = call.parameter("to");
  if (!from && !to) {
    return std::nullopt;
  }
  if (!from || !to) {
    return invalid_parameters("from and to go together");
  }
  const auto first = parse_day(*from);
  const auto last = parse_day(*to);
  if (!first || !last) {
    return invalid_parameters("from and to are dates written YYYY-MM-DD");
  }
  if (*first > *last) {
    return invalid_parameters("from is after to");
  }
  return DateRange{*first, *last};
}

}  // namespace sandbox
