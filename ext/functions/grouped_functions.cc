#include "functions/grouped_functions.h"

#include <array>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "functions/aggregate_state.h"
#include "functions/function_call.h"
#include "functions/grouped.h"
#include "functions/shared_rows.h"
#include "functions/told_table.h"

namespace cf_billing {

namespace {

/// cf_grouped(kinds, key…, value…), an aggregate: a blob that cf_grouped_rows(blob) makes rows of,
/// one for each group of records whose keys are the same, as GROUP BY does, but without sorting
/// them. A letter of `kinds` for each argument behind it says what it is:
///   k  a key; these come first;
///   +  is added up, as sum() does;
///   u  how many are NULL;
///   <  the least, >  the greatest, as min() and max() do;
///   r  what is added up of this group and of those with the same keys but for the last one, where
///      that comes before;
///   a  the least of all groups whose first key is the same.
constexpr const char* kGrouped = "cf_grouped";

void add_record(sqlite3_context* context, int argc, sqlite3_value** argv) {
  answer(context, [&] {
    auto* state = state_of<Grouped>(context, sizeof(std::unique_ptr<Grouped>));
    if (state == nullptr) throw std::bad_alloc();
    if (!*state) *state = std::make_unique<Grouped>(text_view_of(argv[0]).value_or(""));
    if (static_cast<std::size_t>(argc) != (*state)->arguments() + 1) {
      throw Error(
          ErrorKind::usage,
          std::string(kGrouped) + ": the first argument needs a letter for each of the others");
    }
    (*state)->add(argv + 1);
  });
}

void tell_groups(sqlite3_context* context) {
  const auto groups = last_of<Grouped>(context);
  answer(context, [&] {
    if (!groups) return;
    Telling telling;
    groups->tell(telling);
    telling.give(context);
  });
}

constexpr std::array kFunctions = {
    SqlFunction{.name = kGrouped,
                .arguments = -1,
                .step = add_record,
                .result = tell_groups,
                .question = "Part of the views: what do records with the same keys add up to?",
                .example = "SELECT k1 AS metric, v1 AS cost FROM (SELECT cf_grouped('k+', "
                           "ServiceName, BilledCost) AS told FROM cf_paygo_usage) "
                           "CROSS JOIN cf_grouped_rows(told);"}};

/// Keys are texts by affinity, so that SQLite makes indices of them to join by.
class GroupedRows {
 public:
  static constexpr int kArguments = 1;
  static constexpr int kFirstArgument = static_cast<int>(Grouped::kMostKeys + Grouped::kMostValues);

  static std::string declaration() {
    return "CREATE TABLE cf_grouped_rows(" + numbered_columns("k", Grouped::kMostKeys, " TEXT") +
           numbered_columns("v", Grouped::kMostValues, "") + "as_told HIDDEN)";
  }

  void begin(std::array<Told, kArguments> arguments) {
    groups_.reset();
    if (arguments[0]) groups_.emplace(*std::move(arguments[0]));
  }
  bool next() { return groups_ && groups_->next(); }
  void tell(sqlite3_context* context, int column) const {
    const auto place = static_cast<std::size_t>(column);
    if (column == kFirstArgument) {
      const std::string& told = groups_->told();
      sqlite3_result_blob64(context, told.data(), told.size(), SQLITE_TRANSIENT);
    } else {
      tell_value(context, groups_->column(place));
    }
  }

 private:
  std::optional<ToldGroups> groups_;
};

}  // namespace

std::span<const SqlFunction> grouped_functions() { return kFunctions; }

HelpEntry help_of_grouped_rows() {
  return {"cf_grouped_rows", "table",
          "Part of other views: which groups has cf_grouped() made of records?",
          kFunctions.front().example};
}

int register_grouped_functions(sqlite3* db) {
  static const sqlite3_module module = ToldTable<GroupedRows>::module();
  if (const int failed = sqlite3_create_module_v2(db, "cf_grouped_rows", &module, nullptr, nullptr);
      failed != SQLITE_OK) {
    return failed;
  }
  if (const int failed = register_shared_rows(db); failed != SQLITE_OK) return failed;
  return register_functions(db, kFunctions, kPureFunction);
}

}  // namespace cf_billing
