// The process that the module is loaded into.
#pragma once

namespace cf_billing {

/// Of the process; a copy made by fork() has another one.
long process_id() noexcept;

}  // namespace cf_billing
