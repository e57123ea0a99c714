#include "functions/json_functions.h"

#include <array>
#include <string>

#include "core/error.h"
#include "core/redact.h"
#include "functions/function_call.h"
#include "functions/json_path.h"
#include "functions/register_functions.h"
#include "records/json_number.h"
#include "records/json_tree.h"

namespace cf_billing {

namespace {

constexpr const char* kName = "cf_json_number";

/// cf_json_number(json, path): the number that is there, REAL, whatever the host's locale; SQLite's
/// own functions read `40.25` as 40 where the decimal mark is a comma, Debian 12's do. A text
/// that spells a number as JSON does counts as one. NULL where there is nothing, or null.
void cf_json_number(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto json = text_view_of(argv[0]);
    const auto path = text_of(argv[1]);
    if (!json || !path) return sqlite3_result_null(context);
    const auto document = JsonTree::parse(*json);
    if (!document) {
      throw Error(ErrorKind::usage, std::string(kName) + ": not JSON: " + quoted(*json));
    }
    const JsonTree* value = JsonPath(kName, *path).follow(&*document);
    if (value == nullptr || value->is(JsonTree::Kind::null)) return sqlite3_result_null(context);
    const bool may_spell = value->is(JsonTree::Kind::number) || value->is(JsonTree::Kind::text);
    const auto number = may_spell && number_form(value->text()) != NumberForm::none
                            ? nearest_double(value->text())
                            : std::nullopt;
    if (!number) {
      throw Error(ErrorKind::usage, std::string(kName) + ": not a number, at " + quoted(*path) +
                                        ": " + quoted(value->written()));
    }
    sqlite3_result_double(context, *number);
  });
}

constexpr std::array kFunctions = {
    SqlFunction{.name = kName,
                .arguments = 2,
                .call = cf_json_number,
                .question = "Which number stands at a path of a JSON text?",
                .example = "SELECT cf_json_number('{\"price\": 0.30}', '$.price');"}};

}  // namespace

std::span<const SqlFunction> json_functions() { return kFunctions; }

int register_json_functions(sqlite3* db) {
  return register_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
