#include "api/credentials.h"

#include "core/error.h"

namespace cf_billing {

namespace {

Secret header(std::string_view name, const Secret& value) {
  std::string line = std::string(name) + ": ";
  line += value.reveal();
  return Secret(std::move(line));
}

}  // namespace

Credentials credentials_from(const Settings& settings, const std::string& table) {
  const Secret token = settings.secret("api_token");
  if (!token.empty()) {
    std::string line = "Authorization: Bearer ";
    line += token.reveal();
    return {{Secret(std::move(line))}, {token}};
  }
  const Secret key = settings.secret("api_key");
  const Secret email = settings.secret("email");
  if (key.empty() && email.empty()) {
    throw Error(ErrorKind::auth,
                table +
                    ": no credentials. Set CLOUDFLARE_API_TOKEN before the extension is loaded, "
                    "or SELECT cf_config('api_token', '…').");
  }
  if (key.empty() || email.empty()) {
    throw Error(ErrorKind::auth, table + ": " + (key.empty() ? "email" : "api_key") +
                                     " is set without " + (key.empty() ? "api_key" : "email") +
                                     ": an API key needs both.");
  }
  return {{header("X-Auth-Email", email), header("X-Auth-Key", key)}, {key, email}};
}

}  // namespace cf_billing
