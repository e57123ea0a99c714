// The parts of a requested URL that a fake server looks at.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace cf_billing {

struct RequestedUrl {
  std::string path;  ///< below the base URL
  std::map<std::string, std::string> query;
  std::string body{};  ///< of a POST; empty: a GET

  [[nodiscard]] std::string value(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? "" : found->second;
  }
};

inline constexpr std::string_view kBaseUrl = "https://api.cloudflare.com/client/v4";

inline RequestedUrl parse_url(std::string_view url) {
  RequestedUrl parsed;
  if (url.starts_with(kBaseUrl)) url.remove_prefix(kBaseUrl.size());
  const std::size_t mark = url.find('?');
  parsed.path = std::string(url.substr(0, mark));
  if (mark == std::string_view::npos) return parsed;
  std::string_view rest = url.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    parsed.query.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return parsed;
}

}  // namespace cf_billing
