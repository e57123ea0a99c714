#include "api/credentials.h"

#include "core/error.h"

namespace cf_billing {

namespace {

Secret header(std::string_view name, const Secret& value) {
  return Secret::joined({name, ": ", value.reveal()});
}

/// The setting that SQL named and that says where credentials go; empty: none.
std::string_view named_by_sql(const Settings& settings) {
  for (const std::string_view name : {"base_url", "ca_file"}) {
    if (settings.source(name) == SettingSource::cf_config) return name;
  }
  return {};
}

/// A credential, or nothing if it may not go where SQL sends it.
Secret sendable(const Settings& settings, std::string_view name, const Checked<Secret>& value) {
  const bool stays =
      !named_by_sql(settings).empty() && settings.source(name) == SettingSource::environment;
  return stays ? Secret() : value.get();
}

bool has_any(const SettingValues& values) {
  return !values.api_token.get().empty() || !values.api_key.get().empty() ||
         !values.email.get().empty();
}

}  // namespace

Credentials credentials_from(const Settings& settings, const std::string& table) {
  const SettingValues& values = settings.values();
  const Secret token = sendable(settings, "api_token", values.api_token);
  if (!token.empty()) {
    return {{Secret::joined({"Authorization: Bearer ", token.reveal()})}, {token}};
  }
  const Secret key = sendable(settings, "api_key", values.api_key);
  const Secret email = sendable(settings, "email", values.email);
  if (key.empty() && email.empty() && has_any(values)) {
    const std::string setting(named_by_sql(settings));
    throw Error(ErrorKind::auth,
                table + ": " + setting +
                    " was set with cf_config, and credentials of the environment are sent only "
                    "where the environment says. Set one for it as well, SELECT "
                    "cf_config('api_token', '…'), or set " +
                    std::string(Settings::definition(setting).environment) +
                    " before the extension is loaded.");
  }
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
