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

/// Of one resource on one day. Texts by their numbers, which are in their order; kNone: NULL.
struct UseOfDay {
  static constexpr std::uint32_t kNone = 0;

  std::uint32_t day;
  std::uint32_t reason;
  std::uint32_t name;
  std::uint32_t is_known;  ///< 1: there is a quantity.
  double quantity;
};

/// The aggregate: which resource of an account used how much of a service on which day. Services
/// are the same as service_key() has them.
class UsesByDay {
 public:
  /// Account, service, kind and id of the resource, day, quantity, reason, name. What has no
  /// account, service or day belongs to no line.
  static constexpr std::size_t kArguments = 8;

  void add(sqlite3_value** values);
  /// What another one has told.
  void add_told(const std::string& told);
  /// For ToldUses.
  std::string told();

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
  void add_day(Resource& resource, const UseOfDay& use);
  std::vector<Resource*> in_order(const std::vector<std::uint64_t>& places);

  Texts texts_;
  std::array<GroupCell, kArguments> row_;  ///< The last record, whose texts often come again.
  std::vector<std::uint64_t> services_;    ///< By a text's number, 1 + that of its service.
  std::vector<Resource> resources_;
  std::vector<std::uint32_t> slots_;  ///< By hash, open addressing: 1 + the number of a resource.
};

/// Reads what UsesByDay has told, one resource after the other, in the order of account, service,
/// kind and id. What it has not told is an Error(usage).
class ToldUses {
 public:
  /// Of some days in a row.
  struct Use {
    std::optional<double> quantity;
    std::optional<std::string_view> reason;  ///< The last one in the order of texts.
    std::string_view name;                   ///< The newest; empty: it has none.
  };
  struct Resource {
    std::string_view account;
    std::string_view service;
    GroupValue type;
    GroupValue id;
    std::string_view days;  ///< As they are told.
  };

  explicit ToldUses(std::string told);

  /// Nothing: there is no further one.
  std::optional<Resource> next();
  /// By their numbers, both ends included.
  struct Days {
    std::uint32_t first;
    std::uint32_t last;
  };
  Days days_between(std::string_view first_day, std::string_view last_day) const;
  /// Nothing where no day of the resource is one of these.
  std::optional<Use> use_of(const Resource& resource, Days days) const;
  static std::size_t count_of_days(const Resource& resource);
  static UseOfDay day_of(const Resource& resource, std::size_t place);
  /// Of a UseOfDay; nothing for kNone.
  std::optional<std::string_view> text(std::uint32_t number) const;
  const std::string& told() const { return told_.told(); }

 private:
  std::string_view take_text();
  GroupValue take_value();

  ToldBytes told_;
  std::vector<std::string_view> texts_;
};

}  // namespace cf_billing
