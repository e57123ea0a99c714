#include "http/proxy.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "core/settings.h"

namespace cf_billing {

namespace {

/// Those of libcurl for https; it asks the loopback addresses without a proxy.
constexpr std::array<std::string_view, 4> kVariables = {"HTTPS_PROXY", "https_proxy", "ALL_PROXY",
                                                        "all_proxy"};

struct CurlFree {
  void operator()(char* text) const { curl_free(text); }
};

void add(std::vector<Secret>& secrets, std::string_view text) {
  // A letter or two are in every word.
  if (text.size() < 3) return;
  secrets.emplace_back(text);
  int length = 0;
  const std::unique_ptr<char, CurlFree> plain(
      curl_easy_unescape(nullptr, text.data(), static_cast<int>(text.size()), &length));
  const std::string_view decoded =
      plain ? std::string_view(plain.get(), static_cast<std::size_t>(length)) : std::string_view();
  if (!decoded.empty() && decoded != text) secrets.emplace_back(decoded);
  if (plain) wipe(plain.get(), static_cast<std::size_t>(length));
}

/// `user:password` of `scheme://user:password@host`, also where that is no URL: all in front of the
/// last `@`.
void add_user(std::vector<Secret>& secrets, std::string_view proxy) {
  const std::size_t at = proxy.rfind('@');
  if (at == std::string_view::npos) return;
  std::string_view user = proxy.substr(0, at);
  const std::size_t scheme = user.find("://");
  if (scheme != std::string_view::npos) user.remove_prefix(scheme + 3);
  add(secrets, user);
  const std::size_t colon = user.find(':');
  if (colon == std::string_view::npos) return;
  add(secrets, user.substr(colon + 1));
  add(secrets, user.substr(0, colon));
}

}  // namespace

std::vector<Secret> proxy_secrets() {
  std::vector<Secret> secrets;
  for (const std::string_view name : kVariables) {
    const auto value = process_environment(name);
    if (value) add_user(secrets, value->reveal());
  }
  // The longer first, lest a part of one be taken for all of it.
  std::stable_sort(secrets.begin(), secrets.end(), [](const Secret& a, const Secret& b) {
    return a.reveal().size() > b.reveal().size();
  });
  return secrets;
}

std::string proxy_refusal(long status) {
  if (status == 407) {
    return "the proxy wants a user and password (HTTP 407): set those that it accepts in "
           "HTTPS_PROXY, as http://user:password@proxy:port";
  }
  return "the proxy refused the connection (HTTP " + std::to_string(status) + ")";
}

}  // namespace cf_billing
