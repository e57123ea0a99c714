#include "api/graphql_error.h"

#include <algorithm>

#include "api/sound_json.h"
#include "core/redact.h"
#include "records/json_tree.h"

namespace cf_billing {

namespace {

constexpr std::size_t kMostErrors = 50;
constexpr std::size_t kLongestPart = 400;
constexpr std::size_t kLongestWords = 700;

/// What the API says where the queries of five minutes are used up.
constexpr std::string_view kDepleted = "rate limiter budget depleted";

ErrorKind kind_of(const std::vector<GraphqlError>& errors, int status) {
  const bool is_depleted = std::any_of(errors.begin(), errors.end(), [](const GraphqlError& each) {
    return each.message.find(kDepleted) != std::string::npos;
  });
  if (is_depleted) return ErrorKind::busy;
  return has_denial(errors) || status == 403 ? ErrorKind::auth : ErrorKind::usage;
}

}  // namespace

std::vector<GraphqlError> parse_graphql_errors(std::string_view errors,
                                               const std::vector<Secret>& secrets) {
  const auto read = JsonTree::parse(sound_json(errors));
  if (!read || !read->is(JsonTree::Kind::array)) return {};
  const auto shown = [&](const JsonTree* value) {
    if (value == nullptr || value->is(JsonTree::Kind::null)) return std::string();
    return one_line(redact(value->text(), secrets), kLongestPart);
  };
  std::vector<GraphqlError> parsed;
  for (const JsonTree& item : read->children()) {
    if (parsed.size() == kMostErrors) break;
    GraphqlError error;
    error.message = shown(item.member("message"));
    const JsonTree* extensions = item.member("extensions");
    error.code = extensions == nullptr ? "" : shown(extensions->member("code"));
    const JsonTree* path = item.member("path");
    if (path != nullptr) {
      for (const JsonTree& step : path->children()) error.path.push_back(shown(&step));
    }
    parsed.push_back(std::move(error));
  }
  return parsed;
}

std::vector<GraphqlError> graphql_errors_in(std::string_view body,
                                            const std::vector<Secret>& secrets) {
  const auto read = JsonTree::parse(sound_json(body));
  const JsonTree* errors = read ? read->member("errors") : nullptr;
  return errors == nullptr ? std::vector<GraphqlError>()
                           : parse_graphql_errors(errors->written(), secrets);
}

std::string described(const std::vector<GraphqlError>& errors) {
  std::string text;
  for (const GraphqlError& error : errors) {
    if (!text.empty()) text += "; ";
    if (!error.code.empty()) text += "code " + error.code + ": ";
    text += error.message.empty() ? "an error without a message" : error.message;
    for (const std::string& step : error.path) {
      text += (&step == &error.path.front() ? ", at " : ".") + step;
    }
  }
  return one_line(text, kLongestWords);
}

bool has_denial(const std::vector<GraphqlError>& errors) {
  return std::any_of(errors.begin(), errors.end(),
                     [](const GraphqlError& each) { return each.is_denial(); });
}

bool has_any_code(const std::vector<GraphqlError>& errors) {
  return std::any_of(errors.begin(), errors.end(),
                     [](const GraphqlError& each) { return !each.code.empty(); });
}

Error graphql_refusal(const std::vector<GraphqlError>& errors, int status,
                      const ApiRequest& request, const ErrorContext& context,
                      const std::string& ray) {
  const ErrorKind kind = kind_of(errors, status);
  std::string text = context.table + ": HTTP " + std::to_string(status) + ", " + described(errors) +
                     " (" + place(request, ray) + ").";
  if (kind == ErrorKind::auth) {
    const std::string needed = " token needs " + std::string(request.permission);
    text += has_denial(errors) ? " The" + needed + "."
                               : " What that code means is not documented: perhaps the" + needed +
                                     ", and perhaps it is something else.";
  }
  if (kind == ErrorKind::busy) {
    text +=
        " Cloudflare allows 300 queries of analytics in five minutes: try again later, or ask "
        "for fewer accounts, datasets or days.";
  }
  return {kind, text};
}

}  // namespace cf_billing
