// What resources used on each day, to be added up over any days: those of billing cycles, which
// differ from account to account, are known only when the lines of an invoice are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "functions/texts.h"

namespace cf_billing {

/// Why something is not known, and what a resource is called: texts by their numbers, kNone: NULL.
struct UseNote {
  static constexpr std::uint32_t kNone = 0;

  std::uint32_t reason = kNone;
  std::uint32_t name = kNone;

  bool operator==(const UseNote&) const = default;
};

/// Of one resource on one day, as it is told: there are millions.
struct UseOfDay {
  std::uint32_t day;   ///< A text by its number.
  std::uint32_t note;  ///< The place of a UseNote.
  double quantity;     ///< NaN, which SQLite has as NULL: not known.
};

/// The aggregate: which resource of an account used how much of a service on which day. Services
/// are the same as service_key() has them.
class UsesByDay {
 public:
  /// Account, service, kind and id of the resource, day, quantity, reason, name. What has no
  /// account, service or day belongs to no line.
  static constexpr std::size_t kArguments = 8;

  void add(sqlite3_value** values);
  /// For ToldUses.
  void tell(Telling& telling);

 private:
  struct Resource {
    std::uint64_t account;
    std::uint64_t service;
    GroupCell type;
    GroupCell id;
    std::vector<UseOfDay> days;
  };

  std::uint64_t service_of(std::uint64_t text);
  Resource& resource_of(std::uint64_t account, std::uint64_t service, GroupCell type, GroupCell id);
  void make_room();
  std::uint32_t place_of(UseNote note);
  UseNote note_of(const UseOfDay& use) const;
  void add_day(Resource& resource, std::uint32_t day, UseNote note, double quantity);
  std::vector<Resource*> in_order(const std::vector<std::uint64_t>& places);

  Texts texts_;
  std::array<GroupCell, kArguments> row_;  ///< The last record, whose texts often come again.
  std::vector<std::uint64_t> services_;    ///< By a text's number, 1 + that of its service.
  std::vector<Resource> resources_;
  std::vector<std::uint32_t> slots_;  ///< By hash, open addressing: 1 + the number of a resource.
  Texts notes_;                       ///< The bytes of each UseNote.
};

/// Reads what UsesByDay has told, or several, one behind the other. What it has not told is an
/// Error(usage).
class ToldUses {
 public:
  /// Of some days in a row.
  struct Use {
    std::optional<double> quantity;
    std::optional<std::string_view> reason;  ///< The last one in the order of texts.
    std::string_view name;                   ///< The newest; empty: it has none.
    std::string_view newest_day;

    /// What the same resource used on other days.
    void add(const Use& other);
  };
  /// What one of them tells of a resource: others may tell of the same.
  struct Resource {
    std::string_view account;
    std::string_view service;
    GroupValue type;
    GroupValue id;
    std::string_view days;  ///< As they are told.
    std::size_t part;       ///< By whom.
  };

  explicit ToldUses(std::string told);
  ToldUses(const ToldUses&) = delete;
  ToldUses& operator=(const ToldUses&) = delete;

  /// Whether that is what was told, one or several times, as far as its length tells.
  static bool is_told(std::string_view told);

  /// Those of an account and service, in the order of kind and id. Later calls are for ones behind
  /// these in the order of both.
  std::vector<Resource> take(std::string_view account, std::string_view service);
  /// use_of() is about these days from now on, both ends included.
  void go_to_days(std::string_view first_day, std::string_view last_day);
  /// Nothing where no such day of the resource is told.
  std::optional<Use> use_of(const Resource& resource) const;
  const std::string& told() const { return told_; }

 private:
  struct Part {
    ToldBytes bytes;
    std::vector<std::string_view> texts;
    std::string_view notes;
    std::optional<Resource> ahead;
    // By their numbers.
    std::uint32_t first_day = 0;
    std::uint32_t last_day = 0;

    std::string_view take_text();
    GroupValue take_value();
    UseNote note(std::uint32_t place) const;
    /// Nothing for kNone.
    std::optional<std::string_view> text(std::uint32_t number) const;
  };
  void read(std::size_t part);

  std::string told_;
  std::vector<Part> parts_;
};

}  // namespace cf_billing
