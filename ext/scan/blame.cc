#include "scan/blame.h"

namespace cf_billing {

Blame blame_of(const Error& error, const Answer& answer) {
  switch (error.kind()) {
    case ErrorKind::not_covered:
      return Blame::account;
    case ErrorKind::io:
    case ErrorKind::corrupt:
      return Blame::surroundings;
    case ErrorKind::busy:
    case ErrorKind::interrupted:
      return Blame::query;
    case ErrorKind::usage:
    case ErrorKind::auth:
      break;
  }
  if (answer.status == 0) return Blame::query;
  if (answer.is_foreign) return Blame::surroundings;
  // A token that is not accepted at all is accepted for nobody.
  if (answer.status == 401) return Blame::query;
  // With a good answer it is the query that asks for what the account's endpoint does not have.
  return answer.is_success() ? Blame::query : Blame::account;
}

bool is_refusal(const Error& error, const Answer& answer) {
  if (error.kind() != ErrorKind::auth || blame_of(error, answer) != Blame::account) return false;
  return first_code(answer.errors).has_value() || has_denial(answer.graphql_errors);
}

}  // namespace cf_billing
