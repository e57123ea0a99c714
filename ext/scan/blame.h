// Whose fault a failure is: what the setting on_error=skip may leave out, and what it may not.
#pragma once

#include "api/answer.h"
#include "core/error.h"

namespace cf_billing {

enum class Blame {
  account,       ///< the API refuses this account, or has nothing for it: the others go on
  surroundings,  ///< the network or the server: the others go on, if any of them succeeds
  query,         ///< token, rate limit, interrupt, arguments: going on would leave all of them out
};

Blame blame_of(const Error& error, const Answer& answer);

/// Whether the API itself answered with that status: with a page of a firewall or proxy nothing is
/// refused in its name, nor said to be elsewhere.
inline bool is_refused_with(const Answer& answer, int status) {
  return answer.status == status && !answer.is_foreign;
}

/// Whether it is a permission that is missing for the account, by the word of the API: with a code,
/// as a 403 without one may be anything's that stands on the way.
bool is_refusal(const Error& error, const Answer& answer);

}  // namespace cf_billing
