#include "functions/focus_lint.h"

#include <algorithm>
#include <array>
#include <string>

#include "functions/function_call.h"
#include "functions/lint_text.h"

namespace cf_billing {

namespace {

std::string_view spelled(LintLevel level) {
  switch (level) {
    case LintLevel::fails:
      return "fails";
    case LintLevel::wrong:
      return "wrong";
    case LintLevel::look:
      break;
  }
  return "look";
}

/// A line for each, in the order of the statement.
std::string report(const LintText& sql, LintFindings findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const LintFinding& a, const LintFinding& b) { return a.at < b.at; });
  std::string report;
  for (const LintFinding& finding : findings) {
    if (!report.empty()) report += '\n';
    report.append("line ").append(std::to_string(sql.line(finding.at))).append(", ");
    report.append(spelled(finding.level)).append(": ");
    report.append(sql.excerpt(finding.at, finding.end)).append(": ").append(finding.advice);
  }
  return report;
}

/// More than anybody has published, and few enough to be read at once.
constexpr std::size_t kLongest = 100000;

/// NULL where nothing is found. Nothing is run, and no table need be there.
void cf_focus_lint(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) {
  answer(context, [&] {
    const auto text = text_of(argv[0]);
    if (!text) return sqlite3_result_null(context);
    if (text->size() > kLongest) {
      throw Error(ErrorKind::usage, "cf_focus_lint: a text of more than 100000 bytes");
    }
    const LintText sql(*text);
    LintFindings findings;
    for (const auto lint : {lint_names, lint_casts, lint_days, lint_money}) lint(sql, findings);
    if (findings.empty()) return sqlite3_result_null(context);
    result_text(context, report(sql, std::move(findings)));
  });
}

constexpr std::array kFunctions = {
    SqlFunction{.name = "cf_focus_lint",
                .arguments = 1,
                .call = cf_focus_lint,
                .question = "What in a published FOCUS query does not do here what it should?",
                .example = "SELECT cf_focus_lint('SELECT CAST(ChargePeriodStart AS DATE) FROM "
                           "focus_data_table');"}};

}  // namespace

std::span<const SqlFunction> focus_lint_functions() { return kFunctions; }

int register_focus_lint(sqlite3* db) { return register_functions(db, kFunctions, kPureFunction); }

}  // namespace cf_billing
