// The proxy between this process and the API, which libcurl finds in the environment.
#pragma once

#include <string>
#include <vector>

#include "core/secret.h"

namespace cf_billing {

/// What no message may show of it: user and password, alone and together, as the variables
/// HTTPS_PROXY and ALL_PROXY spell it and as it is meant.
std::vector<Secret> proxy_secrets();

/// Why an exchange did not get through: the proxy answered CONNECT with this status.
std::string proxy_refusal(long status);

}  // namespace cf_billing
