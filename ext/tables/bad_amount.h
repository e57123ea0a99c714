// The error for an amount that is none: to let SQLite take `1.234,56` for 1.234 would be a guess.
#pragma once

#include <cstddef>
#include <vector>

#include "core/error.h"
#include "core/secret.h"
#include "records/row_block.h"
#include "tables/table_spec.h"

namespace cf_billing {

/// What has to be decoded besides, where amounts are read, to name a record whose amount is none:
/// its id, or the time that it is about.
FieldMask fields_naming_bad_amounts(const TableSpec& spec, FieldMask wanted);

/// Names table, column, account, record and value. `secrets`: what it must not show.
Error bad_amount(const TableSpec& spec, const RowBlock& rows, std::size_t row, std::size_t field,
                 const std::vector<Secret>& secrets);

}  // namespace cf_billing
