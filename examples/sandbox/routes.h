// Which function answers which path.
#pragma once

#include <string>

#include "call.h"

namespace sandbox {

struct Route {
  enum class Owner { kUser, kAccount, kOrganization };
  const char* pattern;  // {} stands for an identifier
  Owner owner;
  Reply (*answer)(const Call&);
};

// `path` follows the API's base path. Null when there is no such route; otherwise `identifier` is
// what stood in the place of {}.
const Route* find_route(const std::string& path, std::string& identifier);

// Answers an authenticated request.
Reply follow_route(const Route& route, const std::string& path, const std::string& identifier,
                   const Snapshot& snapshot, const Settings& settings,
                   const Parameters& parameters);

}  // namespace sandbox
