// The errors of a GraphQL answer: it comes with HTTP 200, and may have a part of the data beside
// them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/api_error.h"

namespace cf_billing {

/// Fit to be shown.
struct GraphqlError {
  std::string code;  ///< `extensions.code`, such as "authz"; empty: none
  std::string message;
  std::vector<std::string> path;  ///< to the part of the query that it is about; empty: all of it

  /// The token or the plan does not reach what was asked for.
  [[nodiscard]] bool is_denial() const { return code == "authz"; }
};

/// `errors`: the text of the member of that name, which may be cut off.
std::vector<GraphqlError> parse_graphql_errors(std::string_view errors,
                                               const std::vector<Secret>& secrets);

/// Of a whole body that is no success.
std::vector<GraphqlError> graphql_errors_in(std::string_view body,
                                            const std::vector<Secret>& secrets);

/// "code authz: not authorized, at viewer.accounts.0; …"
std::string described(const std::vector<GraphqlError>& errors);

/// Whether one of them is.
bool has_denial(const std::vector<GraphqlError>& errors);
bool has_any_code(const std::vector<GraphqlError>& errors);

/// The error for an answer that has any.
Error graphql_refusal(const std::vector<GraphqlError>& errors, int status,
                      const ApiRequest& request, const ErrorContext& context,
                      const std::string& ray);

}  // namespace cf_billing
