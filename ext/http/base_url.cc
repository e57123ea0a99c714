#include "http/base_url.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <new>

#include "core/error.h"

namespace cf_billing {

namespace {

struct CurlFree {
  void operator()(char* text) const { curl_free(text); }
};
struct UrlCleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  const CURLUcode code = curl_url_get(url, which, &text, 0);
  if (code == CURLUE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLUE_OK) return {};
  const std::unique_ptr<char, CurlFree> owned(text);
  return owned.get();
}

/// Four decimal numbers up to 255, as curl writes every spelling of an IPv4 address. What it takes
/// for none stays as it was, and is looked up as a name: `127..0.1`, `127.256.256.256`.
bool is_ipv4_loopback(std::string_view host) {
  int numbers = 0;
  while (true) {
    const std::string_view number = host.substr(0, host.find('.'));
    unsigned value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc{} || end != number.data() + number.size() || number.size() > 3) {
      return false;
    }
    // Octal, and 08 is none: then it is a name.
    if (number.size() > 1 && number.front() == '0') return false;
    if (value > 255 || (numbers == 0 && value != 127)) return false;
    ++numbers;
    if (number.size() == host.size()) return numbers == 4;
    host.remove_prefix(number.size() + 1);
  }
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || is_ipv4_loopback(host);
}

}  // namespace

std::string base_url_problem(std::string_view url) {
  // What is checked has to be what is asked: C ends a text at NUL, and parsers of URLs differ in
  // what they skip.
  const auto is_plain = [](char c) { return c > 0x20 && c < 0x7f; };
  if (!std::all_of(url.begin(), url.end(), is_plain)) {
    return "must consist of printable ASCII characters without blanks";
  }
  // libcurl does not tell an empty query from none; either would swallow the path.
  if (url.find_first_of("?#") != std::string_view::npos) {
    return "must not contain a query or fragment";
  }
  const std::unique_ptr<CURLU, UrlCleanup> parsed(curl_url());
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(),
                              CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return "must be an absolute URL such as https://api.cloudflare.com/client/v4";
  }
  if (!part(parsed.get(), CURLUPART_USER).empty() ||
      !part(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return "must not contain a user name or password";
  }
  const std::string scheme = part(parsed.get(), CURLUPART_SCHEME);
  if (scheme == "https") return "";
  if (scheme == "http" && is_loopback(part(parsed.get(), CURLUPART_HOST))) return "";
  return "must be https; http is allowed for loopback addresses only";
}

bool is_plain_http(std::string_view url) {
  const std::unique_ptr<CURLU, UrlCleanup> parsed(curl_url());
  if (!parsed) throw std::bad_alloc();
  return curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), 0) == CURLUE_OK &&
         part(parsed.get(), CURLUPART_SCHEME) == "http";
}

std::string request_target(const std::string& url) {
  const std::unique_ptr<CURLU, UrlCleanup> parsed(curl_url());
  if (!parsed) throw std::bad_alloc();
  const CURLUcode code = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0);
  if (code == CURLUE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLUE_OK) return {};
  const std::string query = part(parsed.get(), CURLUPART_QUERY);
  return part(parsed.get(), CURLUPART_PATH) + (query.empty() ? "" : "?" + query);
}

std::string percent_encoded(std::string_view text) {
  if (text.empty()) return {};  // curl takes a length of 0 for "measure it".
  const std::unique_ptr<char, CurlFree> encoded(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
  if (!encoded) throw Error(ErrorKind::usage, "a value is too long to be sent");
  return encoded.get();
}

}  // namespace cf_billing
