// A request to the API as the endpoints' rules state it, before credentials and transport.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/error.h"

namespace cf_billing {

struct ApiRequest {
  std::string owner;  ///< "account <id>", "organization <id>" or "the token's user": for messages
  std::string path;   ///< below the base URL; every variable part is a checked identifier
  std::vector<std::pair<std::string, std::string>> query;  ///< not yet encoded
  bool restricted = false;  ///< Cloudflare opens this endpoint to some accounts only
};

inline ApiRequest account_request(const std::string& account, const std::string& endpoint) {
  return {"account " + account, "/accounts/" + account + "/" + endpoint, {}, false};
}

inline ApiRequest organization_request(const std::string& organization,
                                       const std::string& endpoint) {
  return {
      "organization " + organization, "/organizations/" + organization + "/" + endpoint, {}, false};
}

inline ApiRequest user_request(const std::string& endpoint) {
  return {"the token's user", "/user/" + endpoint, {}, false};
}

}  // namespace cf_billing
