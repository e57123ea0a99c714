#include "http/host_tls.h"

#include <curl/curl.h>
#include <windows.h>

#include "core/utf8.h"
#include "core/windows/wide_text.h"

namespace cf_billing {

namespace {

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

const std::string kNone;

}  // namespace

// TLS and its authorities are Windows' own.
const std::string& tls_conflict() { return kNone; }
const std::string& system_ca_file() { return kNone; }

// Windows asks whether certificates were revoked. Authorities of one's own seldom say where that
// can be learned: of theirs it is asked, but no answer is no refusal.
long tls_options(bool has_ca_file) noexcept {
  return has_ca_file ? CURLSSLOPT_REVOKE_BEST_EFFORT : 0;
}

// Windows' texts come through libcurl in the code page of the machine's language.
std::string system_words(std::string words) {
  if (is_utf8(words)) return words;
  const int size = static_cast<int>(words.size());
  std::wstring wide(words.size(), L'\0');
  const int units = MultiByteToWideChar(CP_ACP, 0, words.data(), size, wide.data(), size);
  wide.resize(static_cast<std::size_t>(units));
  return utf8_text(wide);
}

}  // namespace cf_billing
