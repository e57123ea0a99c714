// Rows that no answer brought: of the tables about the connection itself.
#pragma once

#include <memory>
#include <string_view>

#include "tables/table_spec.h"

namespace cf_billing {

class LocalRows {
 public:
  explicit LocalRows(const TableSpec& spec)
      : layout_(spec.layout),
        records_(std::make_shared<RecordBlock>(layout_.size(), all_fields(layout_))) {}

  /// A new row. `key` tells it from all others.
  void begin(std::string_view key);
  void set(std::string_view column, std::string_view text) {
    records_->set(field_index(layout_, column), CellType::text, text);
  }
  void set(std::string_view column, const char* text) { set(column, std::string_view(text)); }
  void set_json(std::string_view column, std::string_view text) {
    records_->set(field_index(layout_, column), CellType::json, text);
  }
  void set(std::string_view column, std::int64_t value) {
    records_->set(field_index(layout_, column), value);
  }
  std::shared_ptr<const RecordBlock> finish();

 private:
  void end();

  const RecordLayout& layout_;
  std::shared_ptr<RecordBlock> records_;
  std::uint64_t key_ = 0;
  bool open_ = false;
};

}  // namespace cf_billing
