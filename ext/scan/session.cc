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

bool Session::keeps_answers() const {
  const SettingValues& values = settings_.values();
  return values.cache_ttl > std::chrono::seconds{0} && values.cache_bytes > 0;
}

std::size_t Session::clear_cache() {
  paygo_.clear();
  focus_post_.clear();
  analytics_.clear();
  analytics_schema_ = {};
  return client_.clear_cache();
}

PaygoKnowledge& Session::paygo_knowledge(const std::string& account) {
  forget_after_a_setting();
  return paygo_[account];
}

FocusPostKnowledge& Session::focus_post_knowledge(const std::string& account) {
  forget_after_a_setting();
  return focus_post_[account];
}

AnalyticsKnowledge& Session::analytics_knowledge(const std::string& owner) {
  forget_after_a_setting();
  return analytics_[owner];
}

AnalyticsSchema& Session::analytics_schema() {
  forget_after_a_setting();
  return analytics_schema_;
}

std::set<std::string>& Session::paths_without_blocks() {
  forget_after_a_setting();
  return without_blocks_;
}

std::chrono::sys_time<std::chrono::milliseconds> Session::server_now() const {
  return clock_->utc_now() + server_is_ahead_;
}

void Session::note_server_clock(const Answer& answer) {
  forget_after_a_setting();
  if (!answer.date) return;
  const std::chrono::milliseconds ahead = *answer.date - clock_->utc_now();
  // It tells whole seconds, and its answer took a while.
  constexpr std::chrono::minutes kTheSame{1};
  server_is_ahead_ = std::chrono::abs(ahead) < kTheSame ? std::chrono::milliseconds{0} : ahead;
}

void Session::forget_after_a_setting() {
  if (learned_under_ == settings_.version()) return;
  server_is_ahead_ = std::chrono::milliseconds{0};
  paygo_.clear();
  focus_post_.clear();
  analytics_.clear();
  analytics_schema_ = {};
  without_blocks_.clear();
  learned_under_ = settings_.version();
}

}  // namespace cf_billing
