// What the API says about a request beside its result: the envelope's `errors` and `messages`.
#pragma once

#include <cstdint>
#include <functional>
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
  std::string pointer;        ///< `source.pointer`: which parameter was wrong
  std::string documentation;  ///< `documentation_url`
  std::vector<ApiMessage> chain;
};

/// What an envelope says beside its result. Of a body that was cut off: what came.
struct ApiWords {
  bool is_envelope = false;  ///< it has the form of an answer of the API
  std::vector<ApiMessage> errors;
  std::string messages;  ///< JSON text; empty: none
};

/// `body` is small: its beginning at most. Errors are read in any of the shapes seen (FACTS:
/// Envelope): a list, one error alone, a text, or an object of codes or fields with what is wrong.
ApiWords parse_api_words(std::string_view body);

/// The errors of the text of the member `errors` alone, which may be cut off. At least one, unless
/// it is empty.
std::vector<ApiMessage> parse_error_list(std::string_view errors);

/// Cloudflare's code of the first of them that has one.
std::optional<std::int64_t> first_code(const std::vector<ApiMessage>& messages);

/// Whether one of the codes is among them or in a chain behind them.
bool has_code(const std::vector<ApiMessage>& messages, std::initializer_list<std::int64_t> codes);

/// "code 10000: Authentication error ← code 6111: …; …". `shown` makes each part fit to be shown:
/// without credentials, and short enough that the parts behind it are shown as well.
std::string described(const std::vector<ApiMessage>& messages,
                      const std::function<std::string(std::string_view)>& shown);

}  // namespace cf_billing
