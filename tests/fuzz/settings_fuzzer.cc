// Claims of settings, whatever names and values the environment and SQL give:
//  - a value that is taken reads back as it was given, a secret one masked; one that is refused
//    changes nothing, and the error is one line without it;
//  - what was there when the extension was loaded comes back;
//  - the values in use are within their bounds, and a URL goes nowhere but over https, or to this
//    machine.
#include <algorithm>

#include "claim.h"
#include "core/settings.h"
#include "http/base_url.h"
#include "shown_text.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

/// In every value that is not to be shown: no text has eight neighbouring characters of it by
/// chance.
constexpr std::string_view kMark = "Zq7Kx9Wm2Rt5Ub8";

bool is_hidden(const SettingDefinition& setting) {
  return setting.kind == SettingKind::secret || setting.kind == SettingKind::personal;
}

/// A URL may hold a password.
bool may_hold_secret(const SettingDefinition& setting) {
  return is_hidden(setting) || setting.kind == SettingKind::base_url;
}

std::string some_value(FuzzedDataProvider& data, const SettingDefinition& setting) {
  switch (data.ConsumeIntegralInRange(0, 5)) {
    case 0:
      return std::to_string(data.ConsumeIntegral<std::int64_t>());
    case 1:
      return std::to_string(data.ConsumeIntegralInRange(setting.minimum - 1, setting.maximum + 1));
    case 2: {
      std::string_view words = setting.choices;
      for (int skipped = data.ConsumeIntegralInRange(0, 3); skipped > 0; --skipped) {
        words.remove_prefix(std::min(words.find(' ') + 1, words.size()));
      }
      return std::string(words.substr(0, words.find(' ')));
    }
    case 3:
      return "https://" + data.ConsumeRandomLengthString(30);
    case 4:
      return "http://" + data.ConsumeRandomLengthString(30);
    default:
      return data.ConsumeRandomLengthString(80);
  }
}

std::string trimmed(std::string text) {
  const auto is_blank = [](char c) {
    return std::string_view(" \t\r\n\f\v").find(c) != std::string_view::npos;
  };
  while (!text.empty() && is_blank(text.back())) text.pop_back();
  while (!text.empty() && is_blank(text.front())) text.erase(0, 1);
  return text;
}

void check_shown(const Settings& settings, const SettingDefinition& setting) {
  const auto shown = settings.shown(setting.name);
  if (shown && is_hidden(setting)) claim(*shown == "********", "a secret is masked", *shown);
}

/// What no scan may be sent to is no value of the setting.
void check_url(const std::string& url) {
  const std::string small = [&] {
    std::string text = url;
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c); });
    return text;
  }();
  for (const char c : url) claim(c > 0x20 && c < 0x7f, "a URL is printable", url);
  if (!small.starts_with("http:")) {
    claim(small.starts_with("https:"), "a URL is one of https", url);
    claim(!is_plain_http(url), "https is not plain", url);
    return;
  }
  claim(is_plain_http(url), "http is plain", url);
  claim(url.find('@') == std::string::npos || url.find('/', 7) < url.find('@'),
        "a URL names no user", url);
}

void check_values(const Settings& settings) {
  const SettingValues& values = settings.values();
  for (const auto* secret : {&values.api_token, &values.api_key, &values.email}) {
    try {
      (void)secret->get();
    } catch (const Error& error) {
      claim_one_line(error.what(), "an error of the environment is one line");
      claim_without(error.what(), kMark, "an error of the environment is without the secret");
    }
  }
  for (const auto* text : {&values.account_id, &values.base_url, &values.ca_file}) {
    try {
      const std::string& value = text->get();
      if (text == &values.base_url) check_url(value);
      if (text == &values.account_id)
        claim(value.empty() || value.size() == 32, "an account is an identifier", value);
    } catch (const Error& error) {
      claim_one_line(error.what(), "an error of the environment is one line");
      if (text == &values.base_url)
        claim_without(error.what(), kMark, "an error is without a URL, which may hold a password");
    }
  }
  using std::chrono::seconds;
  const auto is_within = [](auto value, auto least, auto most) {
    return least <= value && value <= most;
  };
  claim(
      is_within(values.timeout, seconds{1}, seconds{3600}) &&
          is_within(values.connect_timeout, seconds{1}, seconds{3600}) &&
          is_within(values.max_retries, 0, 20) &&
          is_within(values.max_wait, seconds{0}, seconds{3600}) &&
          is_within(values.concurrency, std::size_t{1}, std::size_t{64}) &&
          is_within(values.max_requests, std::uint64_t{1}, std::uint64_t{1'000'000}) &&
          is_within(values.max_response_bytes, std::uint64_t{1} << 20U, std::uint64_t{1} << 40U) &&
          is_within(values.cache_ttl, seconds{0}, seconds{86'400}) &&
          is_within(values.cache_bytes, std::size_t{0}, std::size_t{1} << 40U) &&
          is_within(values.query_timeout, seconds{0}, seconds{86'400}),
      "numbers are within their bounds");
}

void check_set(FuzzedDataProvider& data, Settings& settings) {
  const auto all = setting_definitions();
  const SettingDefinition& setting =
      all[data.ConsumeIntegralInRange<std::size_t>(0, all.size() - 1)];
  std::string value = some_value(data, setting);
  if (may_hold_secret(setting)) value.insert(value.size() / 2, kMark);
  const auto before = settings.shown(setting.name);
  const auto source = settings.source(setting.name);
  const std::uint64_t version = settings.version();
  try {
    settings.set(setting.name, value);
    const auto shown = settings.shown(setting.name);
    const std::string given = trimmed(value);
    claim(shown.has_value() == !given.empty(), "a value that is taken is there", value);
    // A credential in the wrong place is not shown there either.
    const bool is_masked = shown && shown->find("[redacted]") != std::string::npos;
    if (shown && !is_hidden(setting) && !is_masked)
      claim(*shown == given, "a value reads back as it was given", value + '\n' + *shown);
    claim(settings.source(setting.name) == SettingSource::cf_config, "a value is of cf_config");
    claim(settings.version() != version, "a change changes the version");
  } catch (const Error& error) {
    claim(error.kind() == ErrorKind::usage, "a bad value is an error of usage");
    claim_one_line(error.what(), "an error is one line");
    if (may_hold_secret(setting)) {
      claim_without(error.what(), kMark, "an error is without what may be secret");
    }
    claim(settings.shown(setting.name) == before && settings.source(setting.name) == source &&
              settings.version() == version,
          "a value that is refused changes nothing", value);
  }
  check_shown(settings, setting);
}

void check_unknown(FuzzedDataProvider& data, Settings& settings) {
  const std::string name = data.ConsumeRandomLengthString(200);
  for (const SettingDefinition& each : setting_definitions()) {
    if (each.name == name) return;
  }
  try {
    settings.set(name, "1");
    claim(false, "an unknown name is an error", name);
  } catch (const Error& error) {
    claim_one_line(error.what(), "an error is one line");
  }
}

void check(FuzzedDataProvider& data) {
  fake_variables().clear();
  for (const SettingDefinition& setting : setting_definitions()) {
    if (setting.environment.empty() || data.ConsumeBool()) continue;
    std::string value = some_value(data, setting);
    value.erase(std::remove(value.begin(), value.end(), '\0'), value.end());
    if (may_hold_secret(setting)) value += kMark;
    fake_variables().emplace(setting.environment, value);
  }
  Settings settings(fake_environment, base_url_problem);
  std::vector<std::optional<std::string>> at_load;
  for (const SettingDefinition& setting : setting_definitions()) {
    check_shown(settings, setting);
    at_load.push_back(settings.shown(setting.name));
  }
  const int count = data.ConsumeIntegralInRange(0, 8);
  for (int i = 0; i < count; ++i) check_set(data, settings);
  check_values(settings);
  check_unknown(data, settings);
  std::size_t place = 0;
  for (const SettingDefinition& setting : setting_definitions()) {
    settings.set(setting.name, std::nullopt);
    claim(settings.shown(setting.name) == at_load[place], "what was there at load comes back",
          setting.name);
    claim(settings.source(setting.name) != SettingSource::cf_config,
          "it is not of cf_config any more");
    ++place;
  }
}

}  // namespace
}  // namespace cf_billing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  cf_billing::check(data);
  return 0;
}
