// From a JSON scalar to a cell of the type that the field's column promises. A value of another
// type than documented is kept as it is, not dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "records/record_block.h"

namespace cf_billing {

/// The parser spells numbers with the decimal point of the host's locale: here with JSON's again.
std::string with_point(std::string number);

/// 1 or 0 in a column of numbers, `true` or `false` in one of texts.
void set_boolean(RecordBlock& records, std::size_t field, FieldType type, bool value);

/// `spelled`: as it was sent; `whole`: the value, if it is a whole number of 64 bits.
void set_number(RecordBlock& records, std::size_t field, FieldType type, double value,
                std::string_view spelled, std::optional<std::int64_t> whole);

/// A number in a column of numbers, if the text is one.
void set_string(RecordBlock& records, std::size_t field, FieldType type, std::string_view value);

}  // namespace cf_billing
