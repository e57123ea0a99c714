// Which function answers which path.
#pragma once

#include <string>
#include <string_view>

#include "call.h"

namespace sandbox {

struct Route {
  enum class Owner { kUser, kAccount, kOrganization };
  const char* pattern;  // {} stands for an identifier
  Owner owner;
  Reply (*answer)(const Call&);
  Reply (*answer_post)(const Call&) = nullptr;  // null: it answers GET only

  // Null: not this method.
  auto answer_to(std::string_view method) const -> Reply (*)(const Call&);
};

// `path` follows the API's base path. Null when there is no such route; otherwise `identifier` is
// what stood in the place of {}.
const Route* find_route(const std::string& path, std::string& identifier);

// What a request says, but for who asks.
struct Asked {
  std::string method;
  std::string path;
  std::string identifier;
  Parameters parameters;
  std::string body;
};

// Answers an authenticated request by a method that the route has.
Reply follow_route(const Route& route, const Asked& asked, const Snapshot& snapshot,
                   const Settings& settings);

}  // namespace sandbox
