// Where the line about progress is written.
#pragma once

namespace cf_billing {

/// Whether stderr is a terminal that knows the sequences which move the cursor and clear a line.
bool stderr_is_terminal() noexcept;

}  // namespace cf_billing
