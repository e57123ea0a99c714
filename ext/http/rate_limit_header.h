// What a server says about its limit, in the headers Ratelimit and Ratelimit-Policy
// (FACTS: Authentication, Limits):
//
//   Ratelimit: "default";r=50;t=30          50 more requests in the next 30 seconds
//   Ratelimit-Policy: "default";q=1200;w=300   1200 requests in 300 seconds
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cf_billing {

struct RateLimitState {
  std::int64_t remaining = 0;
  std::chrono::seconds until_reset{0};
};

struct RateLimitPolicy {
  std::int64_t quota = 0;
  std::chrono::seconds window{0};
};

/// Of several limits the one with the fewest requests left. Nothing if the text says none.
std::optional<RateLimitState> parse_rate_limit(std::string_view header);

/// Of several policies the one that allows the fewest requests a second.
std::optional<RateLimitPolicy> parse_rate_limit_policy(std::string_view header);

}  // namespace cf_billing
