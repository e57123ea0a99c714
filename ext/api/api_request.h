// A request to the API as the endpoints' rules state it, before credentials and transport.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/document_reader.h"
#include "core/day_set.h"
#include "core/error.h"
#include "http/transport.h"
#include "records/record_reader.h"

namespace cf_billing {

/// The days that an answer is about: how long it may be kept, and for what.
struct Coverage {
  DayRange days;  ///< every record of these days is in the answer
  /// The answer to fewer days is a part of this one; then `from` and `to` of the query are not what
  /// the answer is known by.
  bool divisible = false;
  /// The days that the scan is about, where it asks for more to have them kept. A kept answer need
  /// hold no others. Nothing: all of `days`.
  std::optional<DayRange> needed{};
  [[nodiscard]] const DayRange& needed_days() const { return needed ? *needed : days; }
};

/// What most endpoints ask of a token.
inline constexpr std::string_view kBillingRead = "Account › Billing › Read";

enum class CacheUse {
  allowed,
  fresh,  ///< only a new answer will do; it is kept
  none,   ///< only a new answer will do, and it is not kept
};

struct ApiRequest {
  std::string owner;    ///< "account <id>", "organization <id>" or "the token's user": for messages
  std::string account;  ///< its id, if the owner is one: for the log
  HttpMethod method = HttpMethod::get;
  std::string path;  ///< below the base URL; every variable part is a checked identifier
  std::vector<std::pair<std::string, std::string>> query;  ///< not yet encoded
  std::string body;                                        ///< of a POST: JSON
  std::string_view subject{};  ///< what the body asks for, where the path does not say it
  /// What the cache knows a POST by, where Coverage stands for a part of its body: the body without
  /// that part. Empty: the body.
  std::string body_without_days;
  /// What the token needs, as Cloudflare's dashboard calls it: for messages.
  std::string_view permission = kBillingRead;
  bool restricted = false;  ///< Cloudflare opens this endpoint to some accounts only
  /// A query of GraphQL: counted besides, and answered as api/graphql_error.h says.
  bool is_graphql = false;
  /// What the records look like; null: the answer is read as a whole. Outlives the request.
  const RecordLayout* layout = nullptr;
  /// What makes records of an answer without a layout, which are kept in place of its document;
  /// null: the document is what is wanted.
  std::shared_ptr<const DocumentReader> document_reader{};
  DecodeOptions reading;
  std::optional<Coverage> coverage;
  /// Of a list that comes in pages, which one: a number or a cursor, as text; empty: the first of
  /// those with cursors, or no list.
  std::string page;
  std::int64_t place_in_list = 0;  ///< of `page`, from 1; 0: no list
  CacheUse from_cache = CacheUse::allowed;
  /// Only an answer whose request was made after this event will do, of those counted by
  /// Answer::asked and Answer::answered.
  std::uint64_t asked_after = 0;
};

inline ApiRequest request_of(std::string owner, std::string path) {
  ApiRequest request;
  request.owner = std::move(owner);
  request.path = std::move(path);
  return request;
}

inline ApiRequest account_request(const std::string& account, const std::string& endpoint) {
  ApiRequest request = request_of("account " + account, "/accounts/" + account + "/" + endpoint);
  request.account = account;
  return request;
}

inline ApiRequest organization_request(const std::string& organization,
                                       const std::string& endpoint) {
  return request_of("organization " + organization,
                    "/organizations/" + organization + "/" + endpoint);
}

inline ApiRequest user_request(const std::string& endpoint) {
  return request_of("the token's user", "/user/" + endpoint);
}

}  // namespace cf_billing
