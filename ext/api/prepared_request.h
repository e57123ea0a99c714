// A request as it goes to the wire, and what its answer is known by: worked out once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/answer_cache.h"
#include "api/api_error.h"
#include "api/api_request.h"
#include "core/secret.h"
#include "http/rate_limiter.h"

namespace cf_billing {

/// Who asks: a scan of a table, with the server and the credential of when it began.
struct Caller {
  ErrorContext context;
  std::string base_url;
  std::string ca_file;               ///< who says that it is that server; empty: the system's
  std::vector<Secret> header_lines;  ///< credentials, for that server only
  std::uint64_t credential = 0;      ///< hash of server and credential
  std::shared_ptr<RateLimiter> limiter;
  std::shared_ptr<RateLimiter> query_limiter;  ///< of queries of GraphQL, besides
};

struct PreparedRequest {
  ApiRequest request;
  std::string url;
  CacheKey key;
  std::shared_ptr<const Answer> kept = nullptr;  ///< by the cache; null: a request is needed
};

/// `today`: without days the API counts from its own today, so answers of another day are others.
PreparedRequest prepared(ApiRequest request, const Caller& caller, Day today);

}  // namespace cf_billing
