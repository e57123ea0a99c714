// Checks the credentials of a request. Only the public examples of the API documentation are
// accepted, so that nothing secret ever meets the sandbox; or invented ones that whoever starts it
// names, to find them again wherever they come out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "envelope.h"

namespace sandbox {

struct AcceptedCredentials {
  std::string token = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";
  std::string email = "user@example.com";
  std::string key = "144c9defac04969c7bfad8efaa8ea194";
};

// The headers as received: each may be missing or, wrongly, repeated.
struct Credentials {
  std::vector<std::string> authorization;
  std::vector<std::string> email;
  std::vector<std::string> key;
};

struct AuthCheck {
  std::string kind;              // token, key, both, none or bad
  std::optional<Reply> refusal;  // absent: let in
};

AuthCheck check_credentials(const Credentials& credentials, const AcceptedCredentials& accepted);

}  // namespace sandbox
