// How a condition compares a column with its values: the one type for it from the plan to the days
// that a condition allows.
#pragma once

#include <cstdint>

namespace cf_billing {

enum class Comparison : std::uint8_t {
  eq,
  any_of,  ///< IN, all values at once: as eq with each of them
  lt,
  le,
  gt,
  ge,
  is,       ///< IS: equal, or both NULL
  is_null,  ///< IS NULL: has no value
  like,     ///< LIKE, whose pattern may begin with a text that all that match begin with
  glob,     ///< GLOB, likewise
};

constexpr bool is_pattern(Comparison comparison) {
  return comparison == Comparison::like || comparison == Comparison::glob;
}

/// Whether a text that compares so with a value cannot be less than it. IS may be true of NULL, so
/// it bounds nothing. What matches a pattern lies on both sides of the pattern's first characters.
constexpr bool bounds_below(Comparison comparison) {
  return comparison == Comparison::eq || comparison == Comparison::any_of ||
         comparison == Comparison::gt || comparison == Comparison::ge || is_pattern(comparison);
}

constexpr bool bounds_above(Comparison comparison) {
  return comparison == Comparison::eq || comparison == Comparison::any_of ||
         comparison == Comparison::lt || comparison == Comparison::le || is_pattern(comparison);
}

}  // namespace cf_billing
