#include "scan/terminal.h"

#include <windows.h>

namespace cf_billing {

bool stderr_is_terminal() noexcept {
  const HANDLE console = GetStdHandle(STD_ERROR_HANDLE);
  DWORD mode = 0;
  // Of what is no console there is no mode; consoles before Windows 10 know no sequences.
  return GetConsoleMode(console, &mode) != 0 &&
         SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

}  // namespace cf_billing
