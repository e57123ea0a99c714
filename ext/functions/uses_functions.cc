#include "functions/uses_functions.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "functions/aggregate_state.h"
#include "functions/function_call.h"
#include "functions/told_table.h"
#include "functions/uses_by_day.h"

namespace cf_billing {

namespace {

/// cf_uses_by_day(account, service, kind, id, day, quantity, reason, name), an aggregate: a blob
/// for cf_shared_rows(lines, uses). cf_uses_by_day(told) makes one of several such blobs.
constexpr const char* kUsesByDay = "cf_uses_by_day";

void add_record(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] { state_for<UsesByDay>(context).add(argv); });
}

void tell_result(sqlite3_context* context, const std::string& told) {
  sqlite3_result_blob64(context, told.data(), told.size(), SQLITE_TRANSIENT);
}

void tell_uses(sqlite3_context* context) {
  const auto uses = last_of<UsesByDay>(context);
  answer(context, [&] {
    if (uses) tell_result(context, uses->told());
  });
}

/// The first is kept as it was told: mostly there is no other.
struct SeveralUses {
  Told first;
  std::optional<UsesByDay> all;
};

void add_told(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    Told told = told_of(argv[0]);
    if (!told) return;
    auto& several = state_for<SeveralUses>(context);
    if (!several.first) {
      several.first = std::move(told);
      return;
    }
    if (!several.all) several.all.emplace().add_told(*several.first);
    several.all->add_told(*told);
  });
}

void tell_several(sqlite3_context* context) {
  const auto several = last_of<SeveralUses>(context);
  answer(context, [&] {
    if (several) tell_result(context, several->all ? several->all->told() : *several->first);
  });
}

constexpr std::array kFunctions = {
    SqlFunction{.name = kUsesByDay,
                .arguments = static_cast<int>(UsesByDay::kArguments),
                .step = add_record,
                .result = tell_uses,
                .question = "Part of the views: which resource used how much on each day?",
                .example = "SELECT length(cf_uses_by_day(account_id, service, resource_type, "
                           "resource_id, day, quantity, NULL, resource_name)) AS bytes "
                           "FROM cf_resource_usage;"},
    SqlFunction{.name = kUsesByDay, .arguments = 1, .step = add_told, .result = tell_several}};

}  // namespace

std::span<const SqlFunction> uses_functions() { return kFunctions; }

int register_uses_functions(sqlite3* db) {
  return register_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
