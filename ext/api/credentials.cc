#include "api/credentials.h"

#include "core/error.h"

namespace cf_billing {

namespace {

Secret header(std::string_view name, const Secret& value) {
  return Secret::joined({name, ": ", value.reveal()});
}

}  // namespace

Credentials credentials_from(const Settings& settings, const std::string& table) {
  const SettingValues& values = settings.values();
  const Secret& token = values.api_token.get();
  if (!token.empty()) {
    return {{Secret::joined({"Authorization: Bearer ", token.reveal()})}, {token}};
  }
  const Secret& key = values.api_key.get();
  const Secret& email = values.email.get();
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
