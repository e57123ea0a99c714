#include "http/rate_limit_header.h"

#include <algorithm>
#include <charconv>

namespace cf_billing {

namespace {

/// The number behind `;name=` in one item of the list.
std::optional<std::int64_t> parameter(std::string_view item, char name) {
  for (std::size_t at = item.find(';'); at != std::string_view::npos; at = item.find(';', at + 1)) {
    std::string_view rest = item.substr(at + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (rest.size() < 3 || rest[0] != name || rest[1] != '=') continue;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(rest.data() + 2, rest.data() + rest.size(), value);
    if (error == std::errc{} && value >= 0 && value <= 1'000'000'000) return value;
  }
  return std::nullopt;
}

/// Whatever a server says, no window is longer than an hour: Cloudflare's is five minutes (FACTS:
/// Limits).
constexpr std::int64_t kLongestWindow = 3600;

/// Of each start within the window the limiter keeps the time.
constexpr std::int64_t kLargestQuota = 100'000;

std::chrono::seconds window_of(std::int64_t seconds) {
  return std::chrono::seconds{std::min(seconds, kLongestWindow)};
}

/// Calls `read` with each item of a comma-separated list.
template <typename Read>
void for_each_item(std::string_view header, Read read) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(','), header.size());
    read(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
  }
}

}  // namespace

std::optional<RateLimitState> parse_rate_limit(std::string_view header) {
  std::optional<RateLimitState> tightest;
  for_each_item(header, [&](std::string_view item) {
    const auto remaining = parameter(item, 'r');
    const auto reset = parameter(item, 't');
    if (!remaining || !reset) return;
    if (!tightest || *remaining < tightest->remaining) {
      tightest = RateLimitState{*remaining, window_of(*reset)};
    }
  });
  return tightest;
}

std::optional<RateLimitPolicy> parse_rate_limit_policy(std::string_view header) {
  std::optional<RateLimitPolicy> tightest;
  for_each_item(header, [&](std::string_view item) {
    const auto quota = parameter(item, 'q');
    const auto window = parameter(item, 'w');
    if (!quota || !window || *quota == 0 || *window == 0) return;
    const RateLimitPolicy policy{std::min(*quota, kLargestQuota), window_of(*window)};
    if (!tightest ||
        policy.quota * tightest->window.count() < tightest->quota * policy.window.count()) {
      tightest = policy;
    }
  });
  return tightest;
}

}  // namespace cf_billing
