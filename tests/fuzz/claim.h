// What all fuzzers have in common: a claim that does not hold ends the process with a sentence, so
// that libFuzzer keeps the input as a crash.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace cf_billing {

/// `details`: what it was, as a text or a function that makes one.
template <typename Details>
void claim(bool holds, const char* what, const Details& details) {
  if (holds) return;
  std::string text;
  if constexpr (requires { details(); }) {
    text = details();
  } else {
    text = details;
  }
  text = "Broken claim: " + std::string(what) + '\n' + text + '\n';
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::abort();
}
inline void claim(bool holds, const char* what) { claim(holds, what, ""); }

/// Small numbers often, large ones sometimes: sizes at which something is cut.
inline std::size_t some_size(FuzzedDataProvider& data, std::size_t most) {
  const auto bits = data.ConsumeIntegralInRange<unsigned>(0, 20);
  const std::size_t bound = std::min(most, (std::size_t{1} << bits) - 1);
  return data.ConsumeIntegralInRange<std::size_t>(0, bound);
}

}  // namespace cf_billing
