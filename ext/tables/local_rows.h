// Rows that no answer brought: of the tables about the connection itself.
#pragma once

#include <memory>
#include <string_view>

#include "tables/table_spec.h"

namespace cf_billing {

class LocalRows {
 public:
  explicit LocalRows(const TableSpec& spec)
      : spec_(spec),
        records_(
            std::make_shared<RecordBlock>(spec.further_field(spec.hidden.size()), ~FieldMask{0})) {}

  /// A new row. `key` tells it from all others.
  void begin(std::string_view key);
  void set(std::string_view column, std::string_view text) {
    records_->set(field_of(column), CellType::text, text);
  }
  void set(std::string_view column, const char* text) { set(column, std::string_view(text)); }
  void set_json(std::string_view column, std::string_view text) {
    records_->set(field_of(column), CellType::json, text);
  }
  void set(std::string_view column, std::int64_t value) { records_->set(field_of(column), value); }
  std::shared_ptr<const RecordBlock> finish();

 private:
  void end();
  /// A hidden one is of the kind `further`.
  [[nodiscard]] std::size_t field_of(std::string_view column) const {
    const std::size_t place = spec_.column(column).value();
    const std::size_t visible = spec_.layout.size();
    return place < visible ? place : spec_.further_field(place - visible);
  }

  const TableSpec& spec_;
  std::shared_ptr<RecordBlock> records_;
  std::uint64_t key_ = 0;
  bool open_ = false;
};

}  // namespace cf_billing
