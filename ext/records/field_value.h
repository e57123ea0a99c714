// From a JSON scalar to a cell of the type that the field's column promises. A value of another
// type than documented is kept as it is, not dropped.
#pragma once

#include <string_view>

#include "records/record_block.h"

namespace cf_billing {

/// `null`, `true`, `false` or a number, as it was sent. A boolean is 1 or 0 in a column of counts,
/// `true` or `false` in one of texts; a number keeps its spelling there. In a column of amounts a
/// boolean is no number: see is_no_number().
void set_scalar(RecordBlock& records, std::size_t field, FieldType type, std::string_view token);

/// A number in a column of numbers, if the text is one: of amounts also as people write them
/// (amount_text.h).
void set_string(RecordBlock& records, std::size_t field, FieldType type, std::string_view value);

/// Whether a cell of a column of amounts holds something else, kept as it is: a text, a boolean, an
/// object. To calculate with it would be a guess.
inline bool is_no_number(FieldType type, const Cell& cell) {
  return type == FieldType::real && cell.is_text();
}

/// `value` in FOCUS form `YYYY-MM-DDTHH:MM:SSZ` if it can be written so without loss (a zero
/// fraction, a zero offset), else `value` itself.
std::string focus_timestamp(std::string_view value);

}  // namespace cf_billing
