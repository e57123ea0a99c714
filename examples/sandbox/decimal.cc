#include "decimal.h"

#include <charconv>

namespace sandbox {
namespace {

__extension__ using Wide = __int128;

Wide divide_half_up(Wide value, Wide divisor) {
  const Wide half = divisor / 2;
  return value >= 0 ? (value + half) / divisor : -((-value + half) / divisor);
}

}  // namespace

Tenths cost_of(Micros quantity, Picos unit_price) {
  return static_cast<Tenths>(
      divide_half_up(static_cast<Wide>(quantity) * unit_price, Wide{100'000'000}));
}

Cents to_cents(Tenths cost) { return static_cast<Cents>(divide_half_up(cost, 100'000'000)); }

std::string decimal_text(std::int64_t value, int decimals) {
  const bool negative = value < 0;
  std::string digits = std::to_string(value);
  if (negative) {
    digits.erase(0, 1);
  }
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) {
    digits.insert(0, places + 1 - digits.size(), '0');
  }
  digits.insert(digits.size() - places, 1, '.');
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') {
    digits.pop_back();
  }
  return negative ? "-" + digits : digits;
}

std::string price_text(Picos unit_price) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, static_cast<double>(unit_price) / 1e12);
  return {text, end.ptr};
}

}  // namespace sandbox
