// What came back for one request.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/api_error.h"
#include "api/api_message.h"
#include "api/graphql_error.h"
#include "records/record_reader.h"

namespace cf_billing {

/// Made once, when the exchange has ended; then never changed, and shared by everybody who asked
/// for it and by the cache. Its error is made with it: whoever cannot use the answer throws that
/// one.
struct Answer {
  int status = 0;  ///< 0: there was none, or it was not read to its end
  std::optional<std::chrono::sys_seconds> date;  ///< the server's clock, if it told
  std::string ray;                               ///< cf-ray, fit to be shown; empty: there was none
  std::vector<ApiMessage> errors;                ///< of the envelope, as received
  std::string messages;        ///< what the API announces beside a result, JSON text; or empty
  std::optional<Error> error;  ///< nothing: it is a complete success
  /// Of a query of GraphQL that is answered in part, or not at all: then `document` is there, too.
  std::vector<GraphqlError> graphql_errors;
  bool is_foreign = false;       ///< no success, and not the API's: see is_foreign()
  bool route_is_gone = false;    ///< 404, 410 or code 7003 or 7000, as for a wrong account id
  std::uint64_t body_bytes = 0;  ///< decoded

  // Of a success:
  std::shared_ptr<const RecordBlock> records;
  PageInfo page;
  bool is_second_look = false;  ///< asked for although an answer was there: CacheUse::fresh
  /// The whole body, where the request has no layout; none where a DocumentReader has read it.
  std::string document;

  /// In which order the client's requests were made and answered: counted together, from 1.
  std::uint64_t asked = 0;
  std::uint64_t answered = 0;

  std::string table;  ///< that asked
  std::string place;  ///< as place() says it: account, method, path, ray

  [[nodiscard]] bool is_success() const { return !error; }
  /// Throws its error unless it is a success. Returns itself.
  const Answer& checked() const {
    if (error) throw Error(*error);
    return *this;
  }
  /// The error for records that are there and make no sense.
  [[nodiscard]] Error malformed(const std::string& defect) const;
  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const;
};

/// An answer as a fetch gets it.
struct Delivery {
  std::shared_ptr<const Answer> answer;
  /// No request was made for it: it was kept, or under way for another scan.
  bool is_reused = false;

  const Answer& operator*() const { return *answer; }
  const Answer* operator->() const { return answer.get(); }
};

class AnswerReader;

/// Makes the answer from an exchange whose 2xx body went to `reader`.
std::shared_ptr<Answer> make_answer(const Exchange& exchange, AnswerReader& reader,
                                    const ApiRequest& request, const ErrorContext& context);

}  // namespace cf_billing
