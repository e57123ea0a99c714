#include <cstdlib>
#include <string>

#include "core/settings.h"

namespace cf_billing {

std::optional<Secret> process_environment(std::string_view name) {
  const std::string variable(name);
#ifdef __GLIBC__
  // Not for a program that runs with more rights than who started it.
  const char* value = secure_getenv(variable.c_str());
#else
  const char* value = std::getenv(variable.c_str());
#endif
  if (value == nullptr) return std::nullopt;
  return Secret(value);
}

}  // namespace cf_billing
