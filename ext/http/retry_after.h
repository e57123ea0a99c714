// How long a server asks to wait: the headers Retry-After-Ms and Retry-After (FACTS: Limits).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cf_billing {

/// No answer asks for a longer wait than this: what is said beyond it is cut here, in the one place
/// that reads such waits, so that none of them overflows when it is added to a time. No scan waits
/// for as long (the setting max_wait allows an hour), so nothing else changes.
inline constexpr std::chrono::hours kLongestWait{24 * 366};

/// Retry-After-Ms before Retry-After, whose text is a number of seconds or a date; `until_date`:
/// seconds until that date, as the transport understood it, 0 or less if it did not. Nothing if
/// neither asks for a wait.
std::optional<std::chrono::milliseconds> advised_wait(
    std::optional<std::string_view> retry_after_ms, std::optional<std::string_view> retry_after,
    std::int64_t until_date);

}  // namespace cf_billing
