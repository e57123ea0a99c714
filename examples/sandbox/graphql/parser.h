// Reads a GraphQL query. Of C++ libraries that do, Debian 12 has none any more.
#pragma once

#include <string_view>

#include "document.h"

namespace sandbox::graphql {

// Throws a Refusal that says where the text stops being a query.
Document parse(std::string_view text);

}  // namespace sandbox::graphql
