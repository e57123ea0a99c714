#include "scan/repeat_filter.h"

namespace cf_billing {

bool RepeatFilter::is_new(std::uint64_t content, std::optional<std::string_view> identifier) {
  if (identifier) {
    current_.insert(content);
    if (earlier_.contains(content)) return false;
  }
  ++distinct_;
  return true;
}

void RepeatFilter::end_page() {
  earlier_.merge(current_);
  current_.clear();
}

}  // namespace cf_billing
