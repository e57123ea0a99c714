// How the sandbox answers where the real API is known to vary. Values are text, checked when set.
#pragma once

#include <map>
#include <mutex>
#include <string>

namespace sandbox {

class Settings {
 public:
  Settings();

  const std::string& get(const std::string& name) const { return values_.at(name); }
  bool is(const std::string& name, const std::string& value) const { return get(name) == value; }
  // Of a setting that only takes whole numbers.
  int number(const std::string& name) const { return std::stoi(get(name)); }
  // Whether `item` is in a comma-separated value.
  bool lists(const std::string& name, const std::string& item) const;

  const std::map<std::string, std::string>& all() const { return values_; }

  // Returns what is wrong, naming what is allowed; empty if the setting was made.
  std::string set(const std::string& name, const std::string& value);

 private:
  std::map<std::string, std::string> values_;
};

// The settings in force, shared by the threads.
class SharedSettings {
 public:
  explicit SharedSettings(Settings start) : start_(start), current_(std::move(start)) {}

  Settings current() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }
  void replace(Settings settings) {
    const std::lock_guard lock(mutex_);
    current_ = std::move(settings);
  }
  // Back to what the command line said.
  void reset() { replace(start_); }

 private:
  const Settings start_;
  mutable std::mutex mutex_;
  Settings current_;
};

}  // namespace sandbox
