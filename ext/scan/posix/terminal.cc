#include "scan/terminal.h"

#include <unistd.h>

namespace cf_billing {

bool stderr_is_terminal() noexcept { return isatty(STDERR_FILENO) != 0; }

}  // namespace cf_billing
