// The records of one response, as typed cells: immutable once decoded, and compact, because equal
// texts of a block are stored once. Scans, cache and log share it.
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "records/record_layout.h"

namespace cf_billing {

enum class CellType : std::uint8_t { null, integer, real, text, json };

/// Text belongs to the block that the cell is in.
struct Cell {
  CellType type = CellType::null;
  std::uint32_t size = 0;
  union {
    std::int64_t integer;
    double real;
    const char* bytes;
  };
  Cell() : integer(0) {}
  [[nodiscard]] std::string_view text() const { return {bytes, size}; }
  [[nodiscard]] bool is_text() const { return type == CellType::text || type == CellType::json; }
};

class RecordBlock {
 public:
  /// `wanted`: the fields that get cells; the others read as NULL.
  RecordBlock(std::size_t field_count, FieldMask wanted);
  RecordBlock(const RecordBlock&) = delete;
  RecordBlock& operator=(const RecordBlock&) = delete;

  [[nodiscard]] std::size_t size() const { return records_.size(); }
  [[nodiscard]] const Cell& cell(std::size_t record, std::size_t field) const;
  /// The record as received; empty unless the body was kept.
  [[nodiscard]] std::string_view raw(std::size_t record) const;
  /// Hash of the record's content, whatever the order and spacing of its fields.
  [[nodiscard]] std::uint64_t content(std::size_t record) const { return records_[record].content; }
  /// How many records of the same content come before it in this block.
  [[nodiscard]] std::uint32_t occurrence(std::size_t record) const {
    return records_[record].occurrence;
  }
  [[nodiscard]] bool has(FieldMask fields) const { return (fields & ~fields_) == 0; }
  [[nodiscard]] bool has_raw() const { return body_ != nullptr; }
  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const;

  // While it is being filled:
  /// There will be about so many records.
  void expect(std::size_t records);
  void begin_record();
  void set(std::size_t field, CellType type, std::string_view text);
  void set(std::size_t field, std::int64_t value);
  void set(std::size_t field, double value);
  void end_record(std::uint64_t content, std::size_t raw_offset, std::size_t raw_size);
  [[nodiscard]] bool wants(std::size_t field) const { return slots_[field] >= 0; }
  [[nodiscard]] bool is_set(std::size_t field) const;
  /// Gives the field of every record the value.
  void set_all(std::size_t field, std::int64_t value);
  void keep_body(std::shared_ptr<const std::string> body) { body_ = std::move(body); }
  void finish_filling();

 private:
  struct Record {
    std::uint64_t content;
    std::size_t raw_offset;
    std::uint32_t raw_size;
    std::uint32_t occurrence;
  };
  [[nodiscard]] Cell& slot(std::size_t field);
  std::string_view stored(std::string_view text);

  FieldMask fields_;
  std::vector<int> slots_;  // By field: the cell's place in its record, or -1.
  std::size_t stride_ = 0;
  std::vector<Cell> cells_;
  std::vector<Record> records_;
  std::shared_ptr<const std::string> body_;
  std::pmr::monotonic_buffer_resource texts_;
  std::size_t text_bytes_ = 0;
  std::unordered_set<std::string_view> interned_;
};

}  // namespace cf_billing
