// What the API says about a request beside its result: the envelope's `errors` and `messages`.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cf_billing {

/// One element, with its `error_chain` behind it. As received: not yet fit to be shown.
struct ApiMessage {
  std::optional<std::int64_t> code;
  std::string message;
  std::vector<ApiMessage> chain;
};

/// The `errors` of an envelope in any of the shapes seen (FACTS: Envelope); none if `body` is no
/// envelope. `body` is small: its beginning at most.
std::vector<ApiMessage> parse_api_errors(std::string_view body);

/// The same of the text of the member `errors` alone.
std::vector<ApiMessage> parse_error_list(std::string_view errors);

/// Cloudflare's code of the first of them that has one.
std::optional<std::int64_t> first_code(const std::vector<ApiMessage>& messages);

/// Whether one of the codes is among them or in a chain behind them.
bool has_code(const std::vector<ApiMessage>& messages, std::initializer_list<std::int64_t> codes);

/// "code 10000: Authentication error ← code 6111: …; …".
std::string described(const std::vector<ApiMessage>& messages);

}  // namespace cf_billing
