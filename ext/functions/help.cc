#include "functions/help.h"

#include <algorithm>

#include "functions/analytics_functions.h"
#include "functions/anomaly_functions.h"
#include "functions/billing_functions.h"
#include "functions/date_functions.h"
#include "functions/dialect_functions.h"
#include "functions/embedded_sql.h"
#include "functions/focus_lint.h"
#include "functions/grouped_functions.h"
#include "functions/json_functions.h"
#include "functions/projection_functions.h"
#include "functions/setting_functions.h"
#include "functions/shared_rows.h"
#include "functions/statistics_functions.h"
#include "functions/uses_functions.h"
#include "functions/view_functions.h"

namespace cf_billing {

namespace {

/// What comes before the separator, which is taken off `text` with it.
std::string_view next(std::string_view& text, char separator) {
  const std::string_view first = text.substr(0, text.find(separator));
  text.remove_prefix(first.size() + 1);
  return first;
}

}  // namespace

std::vector<HelpEntry> help_of_views_and_functions() {
  std::vector<HelpEntry> entries;
  for (std::string_view lines = view_help(); !lines.empty();) {
    std::string_view line = next(lines, '\n');
    const std::string_view kind = next(line, '\t');
    const std::string_view name = next(line, '\t');
    const std::string_view question = next(line, '\t');
    entries.push_back({name, kind, question, line});
  }
  entries.push_back(help_of_grouped_rows());
  entries.push_back(help_of_shared_rows());
  // What nobody needs to ask comes behind the rest.
  std::stable_partition(entries.begin(), entries.end(), [](const HelpEntry& entry) {
    return !entry.question.starts_with("Part of other views:");
  });
  for (const auto functions :
       {view_functions, setting_functions, billing_functions, analytics_functions, json_functions,
        anomaly_functions, projection_functions, grouped_functions, uses_functions, date_functions,
        statistics_functions, dialect_functions, focus_lint_functions}) {
    for (const SqlFunction& function : functions()) {
      // Of a function with several numbers of arguments the first speaks.
      if (function.question == nullptr) continue;
      entries.push_back({function.name, "function", function.question, function.example});
    }
  }
  return entries;
}

}  // namespace cf_billing
