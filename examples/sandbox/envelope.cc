#include "envelope.h"

#include "json_text.h"

namespace sandbox {
namespace {

std::string error_list(const std::vector<ApiError>& errors) {
  ArrayText list;
  for (const ApiError& error : errors) {
    ObjectText text;
    if (error.code != 0) {
      text.raw("code", std::to_string(error.code));
    }
    text.text("message", error.message);
    if (!error.chain.empty()) {
      text.raw("error_chain", error_list(error.chain));
    }
    list.add(std::move(text).finish());
  }
  return std::move(list).finish();
}

}  // namespace

Reply success(std::string_view result, std::string_view result_info) {
  Reply reply;
  reply.body.reserve(result.size() + 200);
  reply.body = "{\"result\":";
  reply.body += result;
  if (!result_info.empty()) {
    reply.body += ",\"result_info\":";
    reply.body += result_info;
  }
  reply.body += R"(,"success":true,"errors":[],"messages":[]})";
  return reply;
}

Reply announcing_the_end(Reply reply) {
  constexpr std::string_view kNothing = R"("messages":[]})";
  if (reply.body.ends_with(kNothing)) {
    reply.body.resize(reply.body.size() - kNothing.size());
    reply.body += R"("messages":[{"code":1005,"message":"This endpoint is deprecated"}]})";
  }
  return reply;
}

Reply failure(int status, const std::vector<ApiError>& errors) {
  Reply reply;
  reply.status = status;
  reply.body =
      R"({"result":null,"success":false,"errors":)" + error_list(errors) + R"(,"messages":[]})";
  return reply;
}

Reply fitting_failure(int status) {
  switch (status) {
    case 400:
      return invalid_parameters("refused on request");
    case 401:
    case 403:
      return failure(status, {{10000, "Authentication error", {}}});
    case 404:
      return no_route("the requested path");
    case 405:
      return failure(status, {{10405, "Method not allowed", {}}});
    case 410:
      return failure(status, {{0, "This endpoint has been retired", {}}});
    case 429:
      return failure(status, {{10100, "Too many requests, slow down", {}}});
    default:
      return failure(status, {{10001, "The service could not answer", {}}});
  }
}

Reply invalid_parameters(const std::string& why) {
  return failure(400, {{1183, "Invalid request parameters: " + why, {}}});
}

Reply no_route(const std::string& path) {
  return failure(404,
                 {{7003, "Could not find a route to " + path + "; is the identifier valid?", {}},
                  {7000, "No route for the URI", {}}});
}

}  // namespace sandbox
