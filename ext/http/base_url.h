// Where requests may go: https anywhere, plain http only to this machine, so that a token never
// crosses a network in the clear.
#pragma once

#include <string>
#include <string_view>

namespace cf_billing {

/// Why `url` cannot be the API's base; empty if it can. Never repeats the URL, which may hold a
/// password.
std::string base_url_problem(std::string_view url);

/// Whether an accepted base URL is a plain http one (and so a loopback address).
bool is_plain_http(std::string_view url);

/// Path and query of a URL, as they stand in a request's first line; empty if it is no URL.
std::string request_target(const std::string& url);

/// `text` with everything but unreserved characters percent-encoded.
std::string percent_encoded(std::string_view text);

}  // namespace cf_billing
