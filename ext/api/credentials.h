// Which of the two kinds of credentials is sent: never both, which the API may refuse with code
// 6003 (FACTS: Authentication).
#pragma once

#include <string>
#include <vector>

#include "core/secret.h"
#include "core/settings.h"

namespace cf_billing {

struct Credentials {
  std::vector<Secret> header_lines;
  std::vector<Secret> secrets;  ///< what must not be shown, as it may appear in messages
};

/// Throws Error(auth) naming `table` when there are none, or only half of a pair.
Credentials credentials_from(const Settings& settings, const std::string& table);

}  // namespace cf_billing
