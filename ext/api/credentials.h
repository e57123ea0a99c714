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

/// A credential goes only where it came from: what the environment gave is not sent to a server,
/// nor trusted to an authority, that SQL named. Throws Error(auth) naming `table` when there are
/// none that may be sent, or only half of a pair.
Credentials credentials_from(const Settings& settings, const std::string& table);

}  // namespace cf_billing
