#include "core/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "core/error.h"
#include "core/identifier.h"
#include "core/redact.h"

namespace cf_billing {

namespace {

constexpr std::string_view kMasked = "********";

using K = SettingKind;
// clang-format off
constexpr std::array kDefinitions = {
    SettingDefinition{"api_token", "CLOUDFLARE_API_TOKEN", "", K::secret, 0, 0, "",
                      "API token with Account › Billing › Read; wins over api_key and email"},
    SettingDefinition{"api_key", "CLOUDFLARE_API_KEY", "", K::secret, 0, 0, "",
                      "Global API key; needs email"},
    SettingDefinition{"email", "CLOUDFLARE_EMAIL", "", K::text, 0, 0, "",
                      "e-mail address that api_key belongs to"},
    SettingDefinition{"account_id", "CLOUDFLARE_ACCOUNT_ID", "", K::identifier, 0, 0, "",
                      "account of queries that name none"},
    SettingDefinition{"base_url", "CLOUDFLARE_BASE_URL", "https://api.cloudflare.com/client/v4", K::base_url, 0, 0, "",
                      "where the API is: https, or http on a loopback address"},
    SettingDefinition{"ca_file", "SSL_CERT_FILE", "", K::text, 0, 0, "",
                      "PEM file of trusted certificate authorities; unset: the system's"},
    SettingDefinition{"timeout", "", "60", K::number, 1, 3600, "",
                      "seconds one attempt may take"},
    SettingDefinition{"connect_timeout", "", "10", K::number, 1, 3600, "",
                      "seconds one attempt may take to connect"},
    SettingDefinition{"max_retries", "", "3", K::number, 0, 20, "",
                      "further attempts after 408, 409, 429, 5xx and connection failures"},
    SettingDefinition{"max_wait", "", "60", K::number, 0, 3600, "",
                      "seconds to wait for a server at most; one that asks for more is an error"},
    SettingDefinition{"concurrency", "", "8", K::number, 1, 64, "",
                      "requests in flight at once"},
    SettingDefinition{"max_requests", "", "500", K::number, 1, 1000000, "",
                      "requests one scan may need"},
    SettingDefinition{"max_response_mib", "", "1024", K::number, 1, 1048576, "",
                      "decoded size of one response, in MiB"},
    SettingDefinition{"cache_ttl", "", "300", K::number, 0, 86400, "",
                      "seconds an answer that may still change is kept; 0: none is kept"},
    SettingDefinition{"cache_mib", "", "64", K::number, 0, 1048576, "",
                      "decoded size of all answers kept, in MiB"},
    SettingDefinition{"on_error", "", "fail", K::choice, 0, 0, "fail skip",
                      "an account that fails ends the query, or is left out and logged in cf_requests"},
    SettingDefinition{"paygo_endpoint", "", "auto", K::choice, 0, 0, "auto billable-usage paygo-usage billing/usage/paygo",
                      "generation of the PayGo endpoint; auto finds the one that answers"},
    SettingDefinition{"progress", "", "auto", K::choice, 0, 0, "auto on off",
                      "a line on stderr while a scan takes long; auto: if stderr is a terminal"},
};
// clang-format on

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
}

std::string joined(std::string_view words) {
  std::string list;
  for (const char c : words) {
    if (c == ' ') {
      list += ", ";
    } else {
      list += c;
    }
  }
  return list;
}

bool has_word(std::string_view words, std::string_view word) {
  return !word.empty() && word.find(' ') == std::string_view::npos &&
         (" " + std::string(words) + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

}  // namespace

std::string Settings::problem_with(const SettingDefinition& setting, std::string_view value) const {
  const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
  switch (setting.kind) {
    case K::secret:
      // Anything else could smuggle a header line into the request.
      if (std::all_of(value.begin(), value.end(), printable)) return "";
      return "must consist of printable ASCII characters without blanks";
    case K::text:
      if (std::none_of(value.begin(), value.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
        return "";
      }
      return "must not contain control characters";
    case K::number: {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (error == std::errc{} && end == value.data() + value.size() && number >= setting.minimum &&
          number <= setting.maximum) {
        return "";
      }
      return "must be a whole number from " + std::to_string(setting.minimum) + " to " +
             std::to_string(setting.maximum);
    }
    case K::choice:
      return has_word(setting.choices, value) ? "" : "must be one of " + joined(setting.choices);
    case K::base_url:
      return base_url_problem_(value);
    case K::identifier:
      return is_identifier(value) ? "" : "must be 32 lower-case hex digits";
  }
  return "";
}

namespace {

std::string complaint(const SettingDefinition& setting, std::string_view value,
                      const std::string& problem) {
  std::string text = std::string(setting.name) + " " + problem;
  if (setting.kind != K::secret && setting.kind != K::base_url) {
    text += ", not " + quoted(value);
  }
  return text;
}

}  // namespace

std::span<const SettingDefinition> setting_definitions() { return kDefinitions; }

std::optional<std::string> process_environment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

Settings::Settings(Environment environment, BaseUrlProblem base_url_problem)
    : base_url_problem_(base_url_problem) {
  for (const SettingDefinition& setting : kDefinitions) {
    Value value{Secret(std::string(setting.default_value)), SettingSource::built_in, ""};
    if (!setting.environment.empty()) {
      const std::string given = trimmed(environment(setting.environment).value_or(""));
      if (!given.empty()) {
        value = {Secret(given), SettingSource::environment, ""};
        const std::string problem = problem_with(setting, given);
        if (!problem.empty()) {
          value.problem = "environment variable " + std::string(setting.environment) + ": " +
                          complaint(setting, given, problem);
        }
      }
    }
    values_.emplace(setting.name, std::move(value));
  }
  at_load_ = values_;
}

const SettingDefinition& Settings::definition(std::string_view name) {
  std::string known;
  for (const SettingDefinition& setting : kDefinitions) {
    if (setting.name == name) return setting;
    known += (known.empty() ? "" : ", ") + std::string(setting.name);
  }
  throw Error(ErrorKind::usage,
              "cf_config: no setting " + quoted(name) + "; the settings are " + known);
}

void Settings::set(std::string_view name, std::optional<std::string> value) {
  const SettingDefinition& setting = definition(name);
  Value& slot = values_.find(name)->second;
  if (!value) {
    slot = at_load_.find(name)->second;
    ++version_;
    return;
  }
  const std::string given = trimmed(*value);
  if (given.empty() && setting.default_value.empty()) {
    slot = {Secret(), SettingSource::cf_config, ""};
    ++version_;
    return;
  }
  const std::string problem = problem_with(setting, given);
  if (!problem.empty()) {
    throw Error(ErrorKind::usage, "cf_config: " + complaint(setting, given, problem));
  }
  slot = {Secret(given), SettingSource::cf_config, ""};
  ++version_;
}

std::optional<std::string> Settings::shown(std::string_view name) const {
  const SettingDefinition& setting = definition(name);
  const Value& value = values_.find(name)->second;
  if (value.text.empty()) return std::nullopt;
  if (setting.kind == K::secret) return std::string(kMasked);
  return std::string(value.text.reveal());
}

SettingSource Settings::source(std::string_view name) const {
  return values_.find(definition(name).name)->second.source;
}

const Settings::Value& Settings::checked(std::string_view name) const {
  const Value& value = values_.find(name)->second;
  if (!value.problem.empty()) throw Error(ErrorKind::usage, value.problem);
  return value;
}

std::string Settings::text(std::string_view name) const {
  return std::string(checked(name).text.reveal());
}

std::int64_t Settings::number(std::string_view name) const {
  const std::string value = text(name);
  std::int64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

std::chrono::seconds Settings::seconds(std::string_view name) const {
  return std::chrono::seconds{number(name)};
}

Secret Settings::secret(std::string_view name) const { return checked(name).text; }

}  // namespace cf_billing
