// The records of one response, as typed cells: immutable once decoded and filtered, and compact,
// because equal texts of a block are stored once.
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "cloudflare/record_layout.h"

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

class RowBlock {
 public:
  /// `wanted`: the fields that get cells; the others read as NULL.
  RowBlock(std::size_t field_count, FieldMask wanted);
  RowBlock(const RowBlock&) = delete;
  RowBlock& operator=(const RowBlock&) = delete;

  [[nodiscard]] std::size_t size() const { return records_.size(); }
  [[nodiscard]] const Cell& cell(std::size_t row, std::size_t field) const;
  /// The record as received; empty unless the body was kept.
  [[nodiscard]] std::string_view raw(std::size_t row) const;
  /// Hash of the record's content, whatever the order and spacing of its fields.
  [[nodiscard]] std::uint64_t content(std::size_t row) const { return records_[row].content; }
  [[nodiscard]] std::int64_t rowid(std::size_t row) const { return records_[row].rowid; }
  /// The account the rows were fetched for; empty: the user's own, or an organization's.
  [[nodiscard]] const std::string& account() const { return account_; }

  // While it is being filled:
  void begin_row();
  void set(std::size_t field, CellType type, std::string_view text);
  void set(std::size_t field, std::int64_t value);
  void set(std::size_t field, double value);
  void end_row(std::uint64_t content, std::size_t raw_offset, std::size_t raw_size);
  [[nodiscard]] bool wants(std::size_t field) const { return slots_[field] >= 0; }
  [[nodiscard]] bool is_set(std::size_t field) const;
  void keep_body(std::shared_ptr<const std::string> body) { body_ = std::move(body); }
  void finish_filling() { interned_.clear(); }

  // Before it is handed out:
  /// Keeps the rows for which `keep(row)` is true, in their order.
  template <typename Predicate>
  void retain(Predicate keep) {
    std::size_t kept = 0;
    for (std::size_t row = 0; row < size(); ++row) {
      if (keep(row)) move_row(row, kept++);
    }
    cut(kept);
  }
  void set_account(std::string account) { account_ = std::move(account); }

  /// How often each content was seen so far.
  using Occurrences = std::unordered_map<std::uint64_t, std::uint32_t>;
  /// Gives each row an id made of its content, the account and how many identical rows came before
  /// it: the same in every scan that returns the row, and different for identical rows.
  void assign_rowids(Occurrences& seen);

 private:
  struct Record {
    std::uint64_t content;
    std::int64_t rowid;
    std::size_t raw_offset;
    std::size_t raw_size;
  };
  [[nodiscard]] Cell& slot(std::size_t field);
  std::string_view stored(std::string_view text);
  void move_row(std::size_t from, std::size_t to);
  void cut(std::size_t rows);

  std::vector<int> slots_;  // By field: the cell's place in its row, or -1.
  std::size_t stride_ = 0;
  std::vector<Cell> cells_;
  std::vector<Record> records_;
  std::string account_;
  std::shared_ptr<const std::string> body_;
  std::pmr::monotonic_buffer_resource texts_;
  std::unordered_set<std::string_view> interned_;
};

}  // namespace cf_billing
