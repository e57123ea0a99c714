#include "scan/session.h"

#include "http/base_url.h"

namespace cf_billing {

Session::Session(Environment environment, std::unique_ptr<Transport> transport,
                 std::unique_ptr<Clock> clock, std::shared_ptr<RateLimiters> limiters)
    : settings_(environment, base_url_problem),
      transport_(std::move(transport)),
      clock_(std::move(clock)),
      limiters_(std::move(limiters)),
      client_(settings_, *transport_, *clock_, *limiters_) {}

std::size_t Session::clear_cache() {
  paygo_.clear();
  return client_.clear_cache();
}

PaygoKnowledge& Session::paygo_knowledge(const std::string& account) {
  if (paygo_settings_version_ != settings_.version()) {
    paygo_.clear();
    paygo_settings_version_ = settings_.version();
  }
  return paygo_[account];
}

}  // namespace cf_billing
