// A line of cf_help: something that SQL can name, and what it is good for.
#pragma once

#include <string_view>
#include <vector>

namespace cf_billing {

struct HelpEntry {
  std::string_view name;
  std::string_view kind;      ///< table, view, function or setting
  std::string_view question;  ///< that it answers
  std::string_view example;   ///< a statement that runs
};

/// Makes entries of what is known above the room that asks for them.
using FurtherHelp = std::vector<HelpEntry> (*)();

}  // namespace cf_billing
