// What cf_help says of functions and views.
#pragma once

#include <vector>

#include "core/help_entry.h"

namespace cf_billing {

/// First what cf_create_views() makes, then the functions. The texts last as long as the module.
std::vector<HelpEntry> help_of_views_and_functions();

}  // namespace cf_billing
