#include "core/interrupt.h"

#include "core/error.h"

namespace cf_billing {

void InterruptQuestion::throw_if_interrupted() const {
  if (asked_ != nullptr && (*asked_)()) throw Error(ErrorKind::interrupted, "interrupted");
}

}  // namespace cf_billing
