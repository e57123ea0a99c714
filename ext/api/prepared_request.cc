#include "api/prepared_request.h"

#include <utility>

#include "http/base_url.h"

namespace cf_billing {

namespace {

/// Coverage and page say more than these parameters: an answer to more days serves for fewer.
bool stands_elsewhere(const ApiRequest& request, const std::string& parameter) {
  const bool is_day = parameter == "from" || parameter == "to";
  const bool is_page = parameter == "page" || parameter == "cursor" || parameter == "page_token";
  return is_page || (is_day && request.coverage && request.coverage->divisible);
}

}  // namespace

PreparedRequest prepared(ApiRequest request, const Caller& caller, Day today) {
  std::string url = caller.base_url;
  while (url.ends_with('/')) url.pop_back();
  url += request.path;
  std::string question(name_of(request.method));
  question += ' ' + url;
  char mark = '?';
  for (const auto& [name, value] : request.query) {
    const std::string parameter = name + '=' + percent_encoded(value);
    url += mark + parameter;
    if (!stands_elsewhere(request, name)) question += '&' + parameter;
    mark = '&';
  }
  question += ' ' + (request.body_without_days.empty() ? request.body : request.body_without_days);
  if (!request.coverage) question += ' ' + to_text(today);
  CacheKey key{caller.credential, std::move(question), request.layout};
  return {std::move(request), std::move(url), std::move(key)};
}

}  // namespace cf_billing
