// The settings of one connection: names, bounds, where each value came from.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/secret.h"

namespace cf_billing {

enum class SettingKind { text, secret, number, choice, base_url, identifier };
enum class SettingSource { built_in, environment, cf_config };

struct SettingDefinition {
  std::string_view name;
  std::string_view environment;    ///< variable read when the extension is loaded; empty: none
  std::string_view default_value;  ///< empty: unset
  SettingKind kind;
  std::int64_t minimum;      ///< of a number
  std::int64_t maximum;      ///< of a number
  std::string_view choices;  ///< of a choice: names separated by a space
  std::string_view description;
};

/// In the order in which they are listed to users.
std::span<const SettingDefinition> setting_definitions();

/// Reads a variable of the environment; replaced in tests.
using Environment = std::optional<std::string> (*)(std::string_view name);
std::optional<std::string> process_environment(std::string_view name);

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
  void set(std::string_view name, std::optional<std::string> value);

  /// As shown to users: secrets masked. Throws for an unknown name.
  [[nodiscard]] std::optional<std::string> shown(std::string_view name) const;
  [[nodiscard]] SettingSource source(std::string_view name) const;

  // Typed values. They throw Error(usage) if the environment held something unusable.
  [[nodiscard]] std::string text(std::string_view name) const;  ///< empty if unset
  [[nodiscard]] std::int64_t number(std::string_view name) const;
  [[nodiscard]] std::chrono::seconds seconds(std::string_view name) const;
  [[nodiscard]] Secret secret(std::string_view name) const;  ///< empty if unset

  /// Changes whenever a setting does.
  [[nodiscard]] std::uint64_t version() const { return version_; }

  static const SettingDefinition& definition(std::string_view name);

 private:
  struct Value {
    Secret text;  // Any of them, so that no secret is ever in a plain string here.
    SettingSource source = SettingSource::built_in;
    std::string problem;
  };
  [[nodiscard]] const Value& checked(std::string_view name) const;
  /// Why `value` cannot be a value of the setting; empty if it can. Never repeats a secret.
  [[nodiscard]] std::string problem_with(const SettingDefinition& setting,
                                         std::string_view value) const;

  BaseUrlProblem base_url_problem_;

  std::map<std::string, Value, std::less<>> at_load_;
  std::map<std::string, Value, std::less<>> values_;
  std::uint64_t version_ = 0;
};

}  // namespace cf_billing
