#include "auth.h"

#include <algorithm>
#include <cctype>

namespace sandbox {
namespace {

constexpr std::string_view kScheme = "Bearer ";

Reply malformed(int code, const std::string& header) {
  return failure(400, {{6003,
                        "Invalid request headers",
                        {{code, "Invalid format for " + header + " header", {}}}}});
}

AuthCheck check_token(const std::vector<std::string>& headers, const std::string& accepted) {
  const std::string& header = headers.front();
  const auto is_token_char = [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-';
  };
  const bool well_formed =
      headers.size() == 1 && header.starts_with(kScheme) && header.size() > kScheme.size() &&
      std::all_of(header.begin() + kScheme.size(), header.end(), is_token_char);
  if (!well_formed) {
    return {"bad", malformed(6111, "Authorization")};
  }
  if (header.substr(kScheme.size()) != accepted) {
    return {"bad", fitting_failure(401)};
  }
  return {"token", std::nullopt};
}

AuthCheck check_key(const Credentials& credentials, const AcceptedCredentials& accepted) {
  if (credentials.email.size() != 1 || credentials.email.front().find('@') == std::string::npos) {
    return {"bad", malformed(6102, "X-Auth-Email")};
  }
  const auto is_hex = [](unsigned char c) { return std::isxdigit(c) != 0; };
  if (credentials.key.size() != 1 || credentials.key.front().empty() ||
      !std::ranges::all_of(credentials.key.front(), is_hex)) {
    return {"bad", malformed(6103, "X-Auth-Key")};
  }
  if (credentials.email.front() != accepted.email || credentials.key.front() != accepted.key) {
    return {"bad", fitting_failure(401)};
  }
  return {"key", std::nullopt};
}

}  // namespace

AuthCheck check_credentials(const Credentials& credentials, const AcceptedCredentials& accepted) {
  const bool token = !credentials.authorization.empty();
  const bool key = !credentials.email.empty() || !credentials.key.empty();
  if (token && key) {
    return {"both", malformed(6111, "Authorization")};
  }
  if (token) {
    return check_token(credentials.authorization, accepted.token);
  }
  if (key) {
    return check_key(credentials, accepted);
  }
  return {"none", fitting_failure(401)};
}

}  // namespace sandbox
