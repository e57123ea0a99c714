#include "http/host_process.h"

namespace cf_billing {

long process_id() noexcept { return 0; }  // Processes are not copied there.

}  // namespace cf_billing
