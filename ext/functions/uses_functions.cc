#include "functions/uses_functions.h"

#include <array>
#include <new>
#include <string_view>

#include "functions/aggregate_state.h"
#include "functions/function_call.h"
#include "functions/uses_by_day.h"

namespace cf_billing {

namespace {

/// cf_uses_by_day(account, service, kind, id, day, quantity, reason, name), an aggregate: a blob
/// for cf_shared_rows(lines, uses). cf_uses_by_day(told) makes one of several such blobs, even
/// where they tell of the same resources.
constexpr const char* kUsesByDay = "cf_uses_by_day";

void add_record(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] { state_for<UsesByDay>(context).add(argv); });
}

void tell_uses(sqlite3_context* context) {
  const auto uses = last_of<UsesByDay>(context);
  answer(context, [&] {
    if (!uses) return;
    Telling telling;
    uses->tell(telling);
    telling.give(context);
  });
}

/// One behind the other, as they are.
void add_told(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    if (sqlite3_value_type(argv[0]) == SQLITE_NULL) return;
    const auto* told = static_cast<const char*>(sqlite3_value_blob(argv[0]));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(argv[0]));
    if (told == nullptr && size > 0) throw std::bad_alloc();
    const std::string_view bytes(size > 0 ? told : "", size);
    if (!ToldUses::is_told(bytes)) ToldBytes(kUsesByDay, bytes).refuse();
    state_for<Telling>(context).bytes(bytes);
  });
}

void tell_several(sqlite3_context* context) {
  const auto several = last_of<Telling>(context);
  answer(context, [&] {
    if (several) several->give(context);
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
