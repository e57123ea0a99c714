#include "core/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <type_traits>

#include "core/error.h"
#include "core/identifier.h"
#include "core/redact.h"

namespace cf_billing {

namespace {

constexpr std::string_view kMasked = "********";

/// The place of a word in a list; how many there are if it is none of them.
std::size_t word_index(std::string_view words, std::string_view word) {
  std::size_t index = 0;
  for (;; ++index) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (!word.empty() && words.substr(0, end) == word) return index;
    if (end == words.size()) return index + 1;
    words.remove_prefix(end + 1);
  }
}

/// From a legal value to the type that it is used in.
void parse(std::string& value, const SettingDefinition&, std::string_view text) { value = text; }
void parse(Secret& value, const SettingDefinition&, std::string_view text) { value = Secret(text); }
template <typename Number>
requires std::is_integral_v<Number>
void parse(Number& value, const SettingDefinition&, std::string_view text) {
  std::from_chars(text.data(), text.data() + text.size(), value);
}
void parse(std::chrono::seconds& value, const SettingDefinition& setting, std::string_view text) {
  std::chrono::seconds::rep count = 0;
  parse(count, setting, text);
  value = std::chrono::seconds{count};
}
template <typename Choice>
requires std::is_enum_v<Choice>
void parse(Choice& value, const SettingDefinition& setting, std::string_view text) {
  value = static_cast<Choice>(word_index(setting.choices, text));
}

/// Only a variable of the environment can be unusable, and only a Checked member says so.
template <typename Value>
void read_into(Value& value, const SettingDefinition& setting, std::string_view text,
               const std::string& problem) {
  if (!problem.empty()) throw std::logic_error("cf_billing: no room for an unusable value");
  parse(value, setting, text);
}
template <typename Value>
void read_into(Checked<Value>& value, const SettingDefinition& setting, std::string_view text,
               const std::string& problem) {
  Value parsed;
  if (problem.empty()) parse(parsed, setting, text);
  value = problem.empty() ? Checked(std::move(parsed)) : Checked<Value>::unusable(problem);
}

constexpr int kMib = 1 << 20;

/// SettingDefinition::read for a member; `unit`: what the member counts in one of the setting's.
template <auto member, int unit = 1>
void into(SettingValues& values, const SettingDefinition& setting, std::string_view text,
          const std::string& problem) {
  read_into(values.*member, setting, text, problem);
  if constexpr (unit != 1) values.*member *= unit;
}

using K = SettingKind;
using V = SettingValues;
// clang-format off
constexpr std::array kDefinitions = {
    SettingDefinition{"api_token", "CLOUDFLARE_API_TOKEN", "", K::secret, 0, 0, "", into<&V::api_token>,
                      "API token with Account › Billing › Read; wins over api_key and email",
                      "Which API token is sent?", ""},
    SettingDefinition{"api_key", "CLOUDFLARE_API_KEY", "", K::secret, 0, 0, "", into<&V::api_key>,
                      "Global API key; needs email",
                      "Which Global API key is sent?", ""},
    SettingDefinition{"email", "CLOUDFLARE_EMAIL", "", K::personal, 0, 0, "", into<&V::email>,
                      "e-mail address that api_key belongs to",
                      "Whose is the Global API key?", ""},
    SettingDefinition{"account_id", "CLOUDFLARE_ACCOUNT_ID", "", K::identifier, 0, 0, "", into<&V::account_id>,
                      "account of queries that name none",
                      "Which account is asked where a query names none?", "023e105f4ecef8ad9ca31a8372d0c353"},
    SettingDefinition{"base_url", "CLOUDFLARE_BASE_URL", "https://api.cloudflare.com/client/v4", K::base_url, 0, 0, "", into<&V::base_url>,
                      "where the API is: https, or http on a loopback address",
                      "Where is the API?", ""},
    SettingDefinition{"ca_file", "SSL_CERT_FILE", "", K::text, 0, 0, "", into<&V::ca_file>,
                      "PEM file of trusted certificate authorities; unset: the system's",
                      "Which certificate authorities are trusted?", "/etc/ssl/certs/ca-certificates.crt"},
    SettingDefinition{"timeout", "", "60", K::number, 1, 3600, "", into<&V::timeout>,
                      "seconds one attempt may take",
                      "How many seconds may one attempt take?", "30"},
    SettingDefinition{"connect_timeout", "", "10", K::number, 1, 3600, "", into<&V::connect_timeout>,
                      "seconds one attempt may take to connect",
                      "How many seconds may it take to connect?", "5"},
    SettingDefinition{"max_retries", "", "3", K::number, 0, 20, "", into<&V::max_retries>,
                      "further attempts after 408, 409, 429, 5xx and connection failures",
                      "How often is a request repeated that failed?", "5"},
    SettingDefinition{"max_wait", "", "60", K::number, 0, 3600, "", into<&V::max_wait>,
                      "seconds to wait for a server at most; one that asks for more is an error",
                      "How many seconds may a wait for the server last?", "300"},
    SettingDefinition{"concurrency", "", "8", K::number, 1, 64, "", into<&V::concurrency>,
                      "requests in flight at once",
                      "How many requests run at once?", "4"},
    SettingDefinition{"max_requests", "", "500", K::number, 1, 1000000, "", into<&V::max_requests>,
                      "requests one scan may need",
                      "How many requests may one scan need?", "5000"},
    SettingDefinition{"max_response_mib", "", "1024", K::number, 1, 16384, "", into<&V::max_response_bytes, kMib>,
                      "decoded size of one response, and memory that all answers of the connection take while they are read, in MiB",
                      "How large may an answer be, in MiB?", "256"},
    SettingDefinition{"cache_ttl", "", "300", K::number, 0, 86400, "", into<&V::cache_ttl>,
                      "seconds an answer that may still change is kept; 0: none is kept",
                      "How many seconds are answers kept?", "60"},
    SettingDefinition{"cache_mib", "", "64", K::number, 0, 16384, "", into<&V::cache_bytes, kMib>,
                      "decoded size of all answers kept, in MiB",
                      "How much room do kept answers get, in MiB?", "128"},
    SettingDefinition{"on_error", "", "fail", K::choice, 0, 0, "fail skip skip-all", into<&V::on_error>,
                      "an account that fails ends the query, or is left out and logged in cf_requests; skip still fails if nobody answers",
                      "Does an account that fails end the query, or is it left out?", "skip"},
    SettingDefinition{"incomplete", "", "error", K::choice, 0, 0, "error ignore", into<&V::incomplete>,
                      "a list that ends before its total, and days that are no longer kept, end the query, or are logged in cf_requests",
                      "Do days and items that are missing end the query, or is the rest shown?", "ignore"},
    SettingDefinition{"query_timeout", "", "0", K::number, 0, 86400, "", into<&V::query_timeout>,
                      "seconds one scan may take, all waits and retries included; 0: as long as it takes",
                      "How many seconds may one scan take?", "10"},
    SettingDefinition{"paygo_endpoint", "", "auto", K::choice, 0, 0, "auto billable-usage paygo-usage billing/usage/paygo", into<&V::paygo_endpoint>,
                      "generation of the PayGo endpoint; auto finds the one that answers",
                      "Which generation of the PayGo endpoint is asked?", "billable-usage"},
    SettingDefinition{"progress", "", "auto", K::choice, 0, 0, "auto on off", into<&V::progress>,
                      "a line on stderr while a scan takes long; auto: if stderr is a terminal",
                      "Is there a line on stderr while a scan takes long?", "off"},
};
// clang-format on

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
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
  const auto count = static_cast<std::size_t>(std::count(words.begin(), words.end(), ' ')) + 1;
  return word_index(words, word) < count;
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
    case K::personal:
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

/// Its place among the definitions.
std::size_t index_of(const SettingDefinition& setting) {
  return static_cast<std::size_t>(&setting - kDefinitions.data());
}

bool is_masked(const SettingDefinition& setting) {
  return setting.kind == K::secret || setting.kind == K::personal;
}

std::string complaint(const SettingDefinition& setting, std::string_view value,
                      const std::string& problem) {
  std::string text = std::string(setting.name) + " " + problem;
  if (!is_masked(setting) && setting.kind != K::base_url) {
    text += ", not " + quoted(value);
  }
  return text;
}

}  // namespace

std::span<const SettingDefinition> setting_definitions() { return kDefinitions; }

Settings::Settings(Environment environment, BaseUrlProblem base_url_problem)
    : base_url_problem_(base_url_problem), given_(kDefinitions.size()) {
  for (const SettingDefinition& setting : kDefinitions) {
    at_load_.push_back(at_load(setting, environment));
    put(setting, at_load_.back());
  }
}

Settings::Given Settings::at_load(const SettingDefinition& setting, Environment environment) const {
  if (!setting.environment.empty()) {
    const Secret variable = environment(setting.environment).value_or(Secret());
    const std::string_view text = trimmed(variable.reveal());
    if (!text.empty()) {
      Given given{Secret(text), SettingSource::environment, problem_with(setting, text)};
      if (!given.problem.empty()) {
        given.problem = "environment variable " + std::string(setting.environment) + ": " +
                        complaint(setting, text, given.problem);
      }
      return given;
    }
  }
  return {Secret(setting.default_value), SettingSource::built_in, ""};
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

void Settings::put(const SettingDefinition& setting, Given given) {
  setting.read(values_, setting, given.text.reveal(), given.problem);
  given_[index_of(setting)] = std::move(given);
  ++version_;
}

void Settings::set(std::string_view name, std::optional<std::string_view> value) {
  const SettingDefinition& setting = definition(name);
  if (!value) return put(setting, at_load_[index_of(setting)]);
  const std::string_view text = trimmed(*value);
  const bool unsets = text.empty() && setting.default_value.empty();
  const std::string problem = unsets ? "" : problem_with(setting, text);
  if (!problem.empty()) {
    throw Error(ErrorKind::usage, "cf_config: " + complaint(setting, text, problem));
  }
  put(setting, {Secret(text), SettingSource::cf_config, ""});
}

std::optional<std::string> Settings::shown(std::string_view name) const {
  const SettingDefinition& setting = definition(name);
  const Secret& text = given_[index_of(setting)].text;
  if (text.empty()) return std::nullopt;
  // What is no base URL may hold a password.
  const bool is_unusable = !given_[index_of(setting)].problem.empty();
  if (is_masked(setting) || (is_unusable && setting.kind == K::base_url)) {
    return std::string(kMasked);
  }
  return setting.kind == K::number ? std::string(text.reveal()) : redact(text.reveal(), secrets());
}

std::vector<Secret> Settings::secrets() const {
  std::vector<Secret> secrets;
  for (const SettingDefinition& setting : kDefinitions) {
    if (!is_masked(setting)) continue;
    for (const std::vector<Given>* given : {&given_, &at_load_}) {
      const Secret& text = (*given)[index_of(setting)].text;
      if (text.reveal().size() >= kShortestPart) secrets.push_back(text);
    }
  }
  return secrets;
}

SettingSource Settings::source(std::string_view name) const {
  return given_[index_of(definition(name))].source;
}

}  // namespace cf_billing
