// The records of one response, as typed cells: immutable once decoded, and compact, because equal
// texts of a block are stored once. Scans, cache and log share it.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/interrupt.h"
#include "core/memory_budget.h"
#include "records/record_layout.h"
#include "records/text_pool.h"

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
  constexpr Cell() : integer(0) {}
  [[nodiscard]] std::string_view text() const { return {bytes, size}; }
  [[nodiscard]] bool is_text() const { return type == CellType::text || type == CellType::json; }
};

inline constexpr Cell kNullCell;

class RecordBlock {
 public:
  /// `wanted`: the fields that get cells; the others read as NULL. `budget`: what it counts in.
  /// `interrupt`: what loops over its records ask.
  RecordBlock(std::size_t field_count, FieldMask wanted, bool keeps_raw = false,
              std::shared_ptr<MemoryBudget> budget = nullptr,
              std::shared_ptr<const InterruptQuestion> interrupt = nullptr);
  RecordBlock(const RecordBlock&) = delete;
  RecordBlock& operator=(const RecordBlock&) = delete;

  [[nodiscard]] std::size_t size() const { return contents_.size(); }
  [[nodiscard]] const Cell& cell(std::size_t record, std::size_t field) const {
    const int place = slots_[field];
    return place < 0 ? kNullCell : record_cells(record)[place];
  }
  /// The record as received; empty unless it was kept.
  [[nodiscard]] std::string_view raw(std::size_t record) const {
    return keeps_raw_ ? raw_[record] : std::string_view();
  }
  /// Hash of the record's content, whatever the order and spacing of its fields.
  [[nodiscard]] std::uint64_t content(std::size_t record) const { return contents_[record]; }
  /// How many records of the same content come before it in this block.
  [[nodiscard]] std::uint32_t occurrence(std::size_t record) const {
    return occurrences_.empty() ? 0 : occurrences_[record];
  }
  [[nodiscard]] bool has(FieldMask fields) const { return (fields & ~fields_) == 0; }
  [[nodiscard]] bool has_raw() const { return keeps_raw_; }
  /// For a loop over its records.
  [[nodiscard]] InterruptCheck interrupt_check() const { return InterruptCheck(interrupt_.get()); }
  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const;

  // While it is being filled:
  void begin_record();
  void set(std::size_t field, CellType type, std::string_view text);
  void set(std::size_t field, std::int64_t value);
  void set(std::size_t field, double value);
  void set_null(std::size_t field) { slot(field) = Cell(); }
  void end_record(std::uint64_t content, std::string_view raw = {});
  /// The record that was begun is none.
  void drop_record() { open_ = false; }
  /// Counts what it takes, and so many bytes besides for reading it. Returns whether the budget has
  /// room for it.
  bool count(std::size_t besides) { return share_.set(bytes() + besides); }
  [[nodiscard]] bool wants(std::size_t field) const { return slots_[field] >= 0; }
  /// Gives the field of every record the value that it has in a record of another block.
  void set_all(std::size_t field, const Cell& value);
  /// Keeps the cells of these fields alone, a part of those it has. Not while a record is open.
  void narrow(FieldMask fields);
  void finish_filling();

 private:
  /// Cells of a number of records that is a power of two.
  using Chunk = std::unique_ptr<Cell[]>;
  /// How often a field's text was one that is remembered: ids never are.
  struct Repeats {
    std::uint32_t texts = 0;
    std::uint32_t repeats = 0;
  };

  void lay_out(FieldMask fields);
  void make_room(std::size_t record);
  [[nodiscard]] Cell* record_cells(std::size_t record) const {
    return chunks_[record >> chunk_shift_].get() + (record & chunk_mask_) * stride_;
  }
  [[nodiscard]] Cell& slot(std::size_t field) {
    return current_[static_cast<std::size_t>(slots_[field])];
  }
  std::string_view stored(std::size_t place, std::string_view text);
  void count_occurrences();
  void count_occurrence(std::size_t record, std::vector<std::uint32_t>& last);

  FieldMask fields_;
  bool keeps_raw_;
  std::vector<int> slots_;  // By field: the cell's place in its record, or -1.
  std::size_t stride_ = 0;
  unsigned chunk_shift_ = 0;
  std::size_t chunk_mask_ = 0;
  std::vector<Chunk> chunks_;
  std::size_t cell_bytes_ = 0;
  Cell* current_ = nullptr;   // The cells of the record that is being filled,
  Cell* previous_ = nullptr;  // and of the one before it.
  bool open_ = false;
  std::vector<std::uint64_t> contents_;
  std::vector<std::uint32_t> occurrences_;  // Empty: no two records are alike.
  std::vector<std::string_view> raw_;
  TextPool texts_;
  std::vector<Repeats> repeats_;  // By place.
  MemoryShare share_;
  std::shared_ptr<const InterruptQuestion> interrupt_;
};

}  // namespace cf_billing
