// The envelope every API answer comes in, and the errors it reports.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sandbox {

// An answer before it is sent.
struct Reply {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
};

struct ApiError {
  int code = 0;  // 0: the error has none
  std::string message;
  std::vector<ApiError> chain;
};

// `result` and `result_info` are JSON; an empty `result_info` is left out.
Reply success(std::string_view result, std::string_view result_info = {});

// What the API sends from an endpoint that is to go: the same, with a word about it in `messages`.
Reply announcing_the_end(Reply reply);

Reply failure(int status, const std::vector<ApiError>& errors);

// The envelope that the API sends with this status for reasons of its own.
Reply fitting_failure(int status);

Reply invalid_parameters(const std::string& why);
Reply no_route(const std::string& path);

}  // namespace sandbox
