#include "scan/blame.h"

namespace cf_billing {

Blame blame_of(const Error& error, const Response& response) {
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
  if (response.exchange.response.outcome != TransferOutcome::answered) return Blame::query;
  // A token that is not accepted at all is accepted for nobody.
  if (response.exchange.response.status == 401) return Blame::query;
  // With a good answer it is the query that asks for what the account's endpoint does not have.
  return response.is_success() ? Blame::query : Blame::account;
}

}  // namespace cf_billing
