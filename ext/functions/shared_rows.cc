#include "functions/shared_rows.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "functions/shared_lines.h"
#include "functions/told_table.h"

namespace cf_billing {

namespace {

/// The columns of cf_grouped_rows(lines), then what is told of the resource.
class SharedRows {
 public:
  static constexpr int kArguments = 2;

  static std::string declaration() {
    return "CREATE TABLE cf_shared_rows(" + numbered_columns("k", Grouped::kMostKeys, " TEXT") +
           numbered_columns("v", Grouped::kMostValues, "") +
           "resource_type TEXT, resource_id TEXT, resource_name TEXT, quantity REAL, share REAL, "
           "analysed_quantity REAL, reason TEXT, lines HIDDEN, uses HIDDEN)";
  }

 private:
  static constexpr int kOfLine = static_cast<int>(Grouped::kMostKeys + Grouped::kMostValues);
  enum Column { kType = kOfLine, kId, kName, kQuantity, kShare, kAnalysed, kReason, kLines, kUses };
  static constexpr const char* kRest = "not attributed";

  static void tell_text(sqlite3_context* context, const std::string& text) {
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  static void tell_number(sqlite3_context* context, std::optional<double> number) {
    if (number) sqlite3_result_double(context, *number);
  }
  static void tell_blob(sqlite3_context* context, const Told& told) {
    if (told) sqlite3_result_blob64(context, told->data(), told->size(), SQLITE_TRANSIENT);
  }

 public:
  static constexpr int kFirstArgument = kLines;

  /// Without lines there is nothing to share out, whatever resources used.
  void begin(std::array<Told, kArguments> arguments) {
    lines_.reset();
    if (arguments[0]) lines_.emplace(*std::move(arguments[0]), std::move(arguments[1]));
  }
  bool next() { return lines_ && lines_->next(); }

  void tell(sqlite3_context* context, int column) const {
    switch (column) {
      case kType:
        return lines_->is_rest() ? tell_text(context, kRest)
                                 : tell_value(context, lines_->resource_type());
      case kId:
        return tell_value(context, lines_->resource_id());
      case kName:
        return lines_->is_rest() ? tell_text(context, kRest)
                                 : tell_value(context, lines_->resource_name());
      case kQuantity:
        return tell_number(context, lines_->used());
      case kShare:
        return tell_number(context, lines_->share());
      case kAnalysed:
        return tell_number(context, lines_->analysed());
      case kReason:
        if (const auto reason = lines_->reason()) tell_text(context, *reason);
        return;
      case kLines:
        return tell_blob(context, lines_->lines());
      case kUses:
        return tell_blob(context, lines_->uses());
      default:
        return tell_value(context, lines_->of_line(static_cast<std::size_t>(column)));
    }
  }

 private:
  std::optional<SharedLines> lines_;
};

}  // namespace

HelpEntry help_of_shared_rows() {
  return {
      "cf_shared_rows", "table", "Part of other views: which resource has which share of a line?",
      "SELECT k2 AS service, resource_id, v2 * share AS cost FROM "
      "(SELECT cf_grouped('kkkkkk++', 'a', 'reads', '2026-11-01', '2026-11-30', NULL, 0, 9, 4.5) "
      "AS lines) AS l CROSS JOIN (SELECT cf_uses_by_day('a', 'Reads', 'd1_database', 'orders', "
      "'2026-11-30', 6, NULL, 'Orders') AS uses) AS u CROSS JOIN cf_shared_rows(l.lines, u.uses);"};
}

int register_shared_rows(sqlite3* db) {
  static const sqlite3_module module = ToldTable<SharedRows>::module();
  return sqlite3_create_module_v2(db, "cf_shared_rows", &module, nullptr, nullptr);
}

}  // namespace cf_billing
