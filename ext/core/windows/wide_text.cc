#include "core/windows/wide_text.h"

#include <windows.h>

namespace cf_billing {

std::wstring wide_text(std::string_view utf8) {
  const int size = static_cast<int>(utf8.size());
  std::wstring wide(utf8.size(), L'\0');  // No character takes more units there than bytes here.
  const int units = MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, wide.data(), size);
  wide.resize(static_cast<std::size_t>(units));
  return wide;
}

std::string utf8_text(std::wstring_view wide) {
  const int units = static_cast<int>(wide.size());
  std::string utf8(3 * wide.size(), '\0');  // A unit takes three bytes at most.
  const int bytes = WideCharToMultiByte(CP_UTF8, 0, wide.data(), units, utf8.data(),
                                        static_cast<int>(utf8.size()), nullptr, nullptr);
  utf8.resize(static_cast<std::size_t>(bytes));
  return utf8;
}

}  // namespace cf_billing
