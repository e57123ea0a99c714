#include "http/host_process.h"

#include <unistd.h>

namespace cf_billing {

long process_id() noexcept { return static_cast<long>(getpid()); }

}  // namespace cf_billing
