// The settings of one connection: what each may be, where its value came from, and the values as
// the rest of the extension uses them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/secret.h"

namespace cf_billing {

// The settings of kind choice, in the order of SettingDefinition::choices.
enum class OnError { fail, skip, skip_all };
enum class Incomplete { error, ignore };
enum class PaygoEndpoint { automatic, billable_usage, paygo_usage, billing_usage_paygo };
enum class Progress { automatic, on, off };

/// A value that the environment may have given, and that may be unusable. That is an error only
/// when it is needed, so that loading never fails.
template <typename Value>
class Checked {
 public:
  Checked() = default;
  explicit Checked(Value value) : value_(std::move(value)) {}
  static Checked unusable(const std::string& problem) {
    Checked made;
    made.problem_ = problem;
    return made;
  }
  /// Empty if unset. Throws Error(usage) that names the variable.
  [[nodiscard]] const Value& get() const {
    if (!problem_.empty()) throw Error(ErrorKind::usage, problem_);
    return value_;
  }

 private:
  Value value_{};
  std::string problem_;
};

/// Parsed once, when a setting changes.
struct SettingValues {
  Checked<Secret> api_token;
  Checked<Secret> api_key;
  Checked<Secret> email;
  Checked<std::string> account_id;
  Checked<std::string> base_url;
  Checked<std::string> ca_file;
  std::chrono::seconds timeout{};
  std::chrono::seconds connect_timeout{};
  int max_retries = 0;
  std::chrono::seconds max_wait{};
  std::size_t concurrency = 0;
  std::uint64_t max_requests = 0;
  std::uint64_t max_response_bytes = 0;
  std::chrono::seconds cache_ttl{};
  std::size_t cache_bytes = 0;
  OnError on_error{};
  Incomplete incomplete{};
  std::chrono::seconds query_timeout{};  ///< zero: none
  PaygoEndpoint paygo_endpoint{};
  Progress progress{};
};

/// `personal`: text that is masked like a secret.
enum class SettingKind { text, personal, secret, number, choice, base_url, identifier };
enum class SettingSource { built_in, environment, cf_config };

struct SettingDefinition {
  std::string_view name;
  std::string_view environment;    ///< variable read when the extension is loaded; empty: none
  std::string_view default_value;  ///< empty: unset
  SettingKind kind;
  std::int64_t minimum;      ///< of a number
  std::int64_t maximum;      ///< of a number
  std::string_view choices;  ///< of a choice: names separated by a space
  /// Sets the member of the values that the setting stands for. `problem`: why `text` is unusable;
  /// else it is a legal value, or empty where the setting may be unset.
  void (*read)(SettingValues& values, const SettingDefinition& setting, std::string_view text,
               const std::string& problem);
  std::string_view description;
  // For cf_help: the question that it answers, and a value to set; empty: it is read there.
  std::string_view question;
  std::string_view example;
};

/// In the order in which they are listed to users.
std::span<const SettingDefinition> setting_definitions();

/// Reads a variable of the environment, in UTF-8; replaced in tests.
using Environment = std::optional<Secret> (*)(std::string_view name);
std::optional<Secret> process_environment(std::string_view name);

/// Judges the setting base_url: reading URLs is a matter of the transport (http/base_url.h).
using BaseUrlProblem = std::string (*)(std::string_view url);

class Settings {
 public:
  /// Environment values are trimmed; an empty one counts as unset (FACTS: Authentication). A bad
  /// one is kept as an error and thrown when the setting is first needed, so that loading never
  /// fails.
  /// `base_url_problem`: why a URL cannot be the setting base_url; empty if it can.
  Settings(Environment environment, BaseUrlProblem base_url_problem);

  /// Throws Error(usage) for an unknown name (listing the known) or a bad value (saying what is
  /// allowed); the old value then stays. Nothing as the value goes back to what was there at load.
  void set(std::string_view name, std::optional<std::string_view> value);

  /// As shown to users: secrets masked, also where they were given for another setting by mistake.
  /// Throws for an unknown name.
  [[nodiscard]] std::optional<std::string> shown(std::string_view name) const;
  [[nodiscard]] SettingSource source(std::string_view name) const;

  /// What no text may show, whatever it is about: the credentials that count now, and those that
  /// were there at load.
  [[nodiscard]] std::vector<Secret> secrets() const;

  [[nodiscard]] const SettingValues& values() const { return values_; }

  /// Changes whenever a setting does.
  [[nodiscard]] std::uint64_t version() const { return version_; }

  static const SettingDefinition& definition(std::string_view name);

 private:
  /// As text, which may be a secret's.
  struct Given {
    Secret text;
    SettingSource source = SettingSource::built_in;
    std::string problem;
  };
  void put(const SettingDefinition& setting, Given given);
  [[nodiscard]] Given at_load(const SettingDefinition& setting, Environment environment) const;
  /// Why `value` cannot be a value of the setting; empty if it can. Never repeats a secret.
  [[nodiscard]] std::string problem_with(const SettingDefinition& setting,
                                         std::string_view value) const;

  BaseUrlProblem base_url_problem_;

  std::vector<Given> at_load_;  // By place of the definition, like the next.
  std::vector<Given> given_;
  SettingValues values_;
  std::uint64_t version_ = 0;
};

}  // namespace cf_billing
