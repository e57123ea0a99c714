// Memory that runs out when a test says so: for the whole program, libraries included.
#pragma once

namespace cf_billing {

/// From now on the `n`th allocation fails, counted from 1, and with `again` every further `n`th.
/// All threads count together.
void fail_allocations(long n, bool again);
/// Every allocation succeeds again. Returns how many were refused since fail_allocations().
long stop_failing();

}  // namespace cf_billing
