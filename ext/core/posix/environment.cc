#include <cstdlib>
#include <string>

#if !defined(__linux__)
#include <unistd.h>
#endif

#include "core/settings.h"

namespace cf_billing {

namespace {

/// Nothing, in a program that runs with more rights than who started it.
const char* variable_of_who_started_it(const char* name) {
#if defined(__linux__)
  return secure_getenv(name);  // glibc and musl.
#else
  return issetugid() != 0 ? nullptr : std::getenv(name);  // macOS and the BSDs.
#endif
}

}  // namespace

std::optional<Secret> process_environment(std::string_view name) {
  const char* value = variable_of_who_started_it(std::string(name).c_str());
  if (value == nullptr) return std::nullopt;
  return Secret(value);
}

}  // namespace cf_billing
