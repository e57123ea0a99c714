// Transport over libcurl's multi interface: HTTP/2 where the server has it, compression on,
// certificates verified, redirects not followed.
#pragma once

#include <memory>
#include <string>

#include "http/transport.h"

namespace cf_billing {

/// `user_agent` names the program to the server. Throws Error(io) if libcurl cannot start.
std::unique_ptr<Transport> make_curl_transport(std::string user_agent);

}  // namespace cf_billing
