// Values of records as aggregates keep them: texts by their numbers, as most occur in many records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "vtab/sqlite_api.h"

namespace cf_billing {

enum class GroupType : std::uint64_t { null, integer, real, text, blob };

/// A value as SQLite has it; of a text or blob its number. Without padding: as it is, it is told.
struct GroupCell {
  GroupType type = GroupType::null;
  std::uint64_t bits = 0;

  bool operator==(const GroupCell&) const = default;
};

/// A value that was told: a text lasts as long as what told it.
struct GroupValue {
  GroupType type = GroupType::null;
  std::uint64_t bits = 0;
  std::string_view text;

  /// Of two that may be told by others: a text's number says nothing then.
  bool operator==(const GroupValue& other) const {
    if (type != other.type) return false;
    return type >= GroupType::text ? text == other.text : bits == other.bits;
  }
};

class Texts {
 public:
  std::uint64_t number_of(std::string_view text);
  std::string_view operator[](std::uint64_t number) const { return texts_[number]; }
  std::size_t size() const { return texts_.size(); }
  /// `last` is that of the record before, whose texts often come again.
  GroupCell cell_of(sqlite3_value* value, GroupCell last);
  /// The numbers of all texts, in the order of these.
  std::vector<std::uint64_t> in_order() const;
  /// Of each text its place in this order.
  std::vector<std::uint64_t> places() const;

 private:
  void make_room();

  std::deque<std::string> kept_;
  std::vector<std::string_view> texts_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> slots_;  ///< By hash, open addressing: 1 + the number of a text.
};

/// What is told, read from its beginning. It has to last as long.
class ToldBytes {
 public:
  /// `function`: who tells such; what it has not told is an Error(usage).
  ToldBytes(const char* function, std::string_view told) : function_(function), told_(told) {}

  std::string_view take(std::size_t bytes);
  std::size_t take_number();
  std::vector<std::string_view> take_texts();
  bool at_end() const { return at_ == told_.size(); }
  std::string_view told() const { return told_; }
  [[noreturn]] void refuse() const;

 private:
  const char* function_;
  std::string_view told_;
  std::size_t at_ = 0;
};

/// What an aggregate tells, in memory that SQLite takes over: it may be many megabytes, and each
/// copy costs as much as adding up what is in it.
class Telling {
 public:
  Telling() : told_(sqlite3_str_new(nullptr)) {}
  ~Telling() { sqlite3_free(sqlite3_str_finish(told_)); }
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;

  void bytes(std::string_view bytes);
  void number(std::uint64_t number) { value(number); }
  /// Behind its length.
  void text(std::string_view text);
  template <typename T>
  void value(const T& value) {
    bytes({reinterpret_cast<const char*>(&value), sizeof value});
  }
  /// As the function's result; nothing is left. Throws std::bad_alloc if there was no memory for
  /// some of it.
  void give(sqlite3_context* context);

 private:
  sqlite3_str* told_;
};

}  // namespace cf_billing
