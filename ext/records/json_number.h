// Numbers as JSON spells them, whatever the host's locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cf_billing {

enum class NumberForm : std::uint8_t {
  none,  ///< it is no number
  whole,
  fraction,
  exponent,  ///< with or without a fraction
};

/// What the whole of `token` is.
NumberForm number_form(std::string_view token);

/// The nearest double; none where that is infinite. `token` is a number.
std::optional<double> nearest_double(std::string_view token);

/// Whether nearest_double() is one.
bool is_in_range(std::string_view token, NumberForm form);

}  // namespace cf_billing
