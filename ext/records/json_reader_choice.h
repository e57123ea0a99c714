// The choice that simdjson makes on its first use: with which instructions it reads.
#pragma once

namespace cf_billing {

/// Makes that choice, once in a process; to be called while the module is loaded. simdjson would
/// make it by itself, but ends the process if memory runs out meanwhile. Throws std::bad_alloc.
void choose_json_reader();

}  // namespace cf_billing
