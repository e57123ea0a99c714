#include "core/day.h"
#include "records/field_value.h"

namespace cf_billing {

std::string focus_timestamp(std::string_view value) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  const auto verbatim = [&] { return std::string(value); };
  if (value.size() <= kForm.size() || !leading_day(value)) return verbatim();
  for (std::size_t i = 10; i < kForm.size(); ++i) {
    const bool digit = value[i] >= '0' && value[i] <= '9';
    if (kForm[i] == '0' ? !digit : value[i] != kForm[i]) return verbatim();
  }
  std::string_view rest = value.substr(kForm.size());
  if (rest.starts_with('.')) {
    const std::size_t end = rest.find_first_not_of('0', 1);
    if (end == std::string_view::npos || end == 1) return verbatim();
    rest.remove_prefix(end);
  }
  if (rest != "Z" && rest != "+00:00") return verbatim();
  return std::string(value.substr(0, kForm.size())) + 'Z';
}

}  // namespace cf_billing
