// Takes credentials out of text that came from somewhere else: a server's message, a library's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"

namespace cf_billing {

/// Fewer characters are in too many texts by chance, and of too little use.
inline constexpr std::size_t kShortestPart = 8;

/// `text` without credentials, `[redacted]` in their place: every occurrence of one of `secrets`,
/// and of kShortestPart or more neighbouring characters of one (but of an e-mail address only the
/// whole), in capitals or small letters, with the escapes of URLs, JSON and HTML, in hex and in
/// base64; user and password in a URL; and every word that has the shape of a Cloudflare credential
/// (FACTS: token shapes). Identifiers of 32 hex digits (accounts, zones) stay.
std::string redact(std::string_view text, const std::vector<Secret>& secrets);

/// `text` as one line, fit for a terminal and valid UTF-8: control characters, also those of
/// direction and lines beyond ASCII, become spaces. Of more than `max_bytes` what comes before, and
/// an ellipsis.
std::string one_line(std::string_view text, std::size_t max_bytes);

/// A value for an error message, in quotes: one line, not too long, and without what has the shape
/// of a credential, since tokens get pasted into the wrong place.
std::string quoted(std::string_view value, const std::vector<Secret>& secrets = {});

}  // namespace cf_billing
