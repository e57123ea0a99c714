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

/// Whether it is a permission that is missing for the account.
inline bool is_refusal(const Error& error, Blame blame) {
  return blame == Blame::account && error.kind() == ErrorKind::auth;
}

}  // namespace cf_billing
