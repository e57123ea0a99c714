#include <windows.h>

#include "core/settings.h"
#include "core/windows/wide_text.h"

namespace cf_billing {

// As Windows has it: the C library's copy has lost what the code page cannot spell.
std::optional<Secret> process_environment(std::string_view name) {
  const std::wstring variable = wide_text(name);
  std::wstring value(256, L'\0');
  for (;;) {
    SetLastError(ERROR_SUCCESS);
    const DWORD room = static_cast<DWORD>(value.size());
    const DWORD units = GetEnvironmentVariableW(variable.c_str(), value.data(), room);
    if (units == 0 && GetLastError() == ERROR_ENVVAR_NOT_FOUND) return std::nullopt;
    const bool fits = units < room;
    if (fits) break;
    // It is the size that is needed; another thread may change it meanwhile.
    SecureZeroMemory(value.data(), value.size() * sizeof(wchar_t));
    value.resize(units);
  }
  value.resize(std::char_traits<wchar_t>::length(value.c_str()));
  std::string text = utf8_text(value);
  SecureZeroMemory(value.data(), value.size() * sizeof(wchar_t));
  Secret secret(text);
  SecureZeroMemory(text.data(), text.size());
  return secret;
}

}  // namespace cf_billing
