// Checks the credentials of a request. Only the public examples of the API documentation are
// accepted, so that nothing secret ever meets the sandbox.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "envelope.h"

namespace sandbox {

constexpr const char* kToken = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";
constexpr const char* kEmail = "user@example.com";
constexpr const char* kKey = "144c9defac04969c7bfad8efaa8ea194";

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

AuthCheck check_credentials(const Credentials& credentials);

}  // namespace sandbox
