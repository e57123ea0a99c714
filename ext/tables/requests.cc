// cf_requests: every exchange with the API on this connection, and every answer for which no
// request was made: the last 10,000 of them.
//
//   SELECT DISTINCT account_id, error FROM cf_requests WHERE outcome = 'left out';
//   SELECT table_name, count(*), sum(cache = 'hit'), sum(waited_ms), sum(bytes_received)
//   FROM cf_requests GROUP BY 1;
//
// No request is made.
#include <algorithm>

#include "core/day.h"
#include "tables/all_tables.h"
#include "tables/local_rows.h"

namespace cf_billing {

namespace {

std::string timestamp(std::chrono::sys_time<std::chrono::milliseconds> at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::hh_mm_ss time{at - day};
  const auto padded = [](std::int64_t number, std::size_t width) {
    const std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
  };
  return to_text(day) + 'T' + padded(time.hours().count(), 2) + ':' +
         padded(time.minutes().count(), 2) + ':' + padded(time.seconds().count(), 2) + '.' +
         padded(time.subseconds().count(), 3) + 'Z';
}

std::string_view shown(AnswerSource source) {
  switch (source) {
    case AnswerSource::exchange:
      return "miss";
    case AnswerSource::kept:
      return "hit";
    case AnswerSource::under_way:
      return "shared";
  }
  return "";
}

std::string_view shown(AccountOutcome outcome) {
  switch (outcome) {
    case AccountOutcome::none:
      break;
    case AccountOutcome::ok:
      return "ok";
    case AccountOutcome::left_out:
      return "left out";
    case AccountOutcome::failed:
      return "failed";
  }
  return "";
}

std::string_view shown(NoteKind kind) {
  switch (kind) {
    case NoteKind::given_up:
      return "given up";
    case NoteKind::elsewhere:
      return "elsewhere";
    case NoteKind::gone:
      return "gone";
    case NoteKind::denied:
      return "denied";
    case NoteKind::incomplete:
      return "incomplete";
    case NoteKind::failed:
      return "failed";
  }
  return "";
}

std::shared_ptr<const RecordBlock> rows(const TableSpec& spec, const Session& session) {
  LocalRows rows(spec);
  for (const LoggedRequest& request : session.client().log().entries()) {
    rows.begin(std::to_string(request.id));
    rows.set("id", request.id);
    rows.set("started_at", timestamp(request.started_at));
    rows.set("table_name", request.table);
    rows.set("method", request.method);
    rows.set("url", request.url);
    if (request.status != 0) rows.set("status", request.status);
    if (request.error_code) rows.set("error_code", *request.error_code);
    if (!request.error.empty()) rows.set("error", request.error);
    rows.set("attempts", request.attempts);
    rows.set("waited_ms", request.waited.count());
    rows.set("duration_ms", request.duration.count());
    rows.set("bytes_received", static_cast<std::int64_t>(request.bytes_received));
    rows.set("bytes_decoded", static_cast<std::int64_t>(request.bytes_decoded));
    if (request.rows) rows.set("rows", static_cast<std::int64_t>(*request.rows));
    rows.set("cache", shown(request.source));
    if (!request.ray.empty()) rows.set("cf_ray", request.ray);
    if (!request.account.empty()) rows.set("account_id", request.account);
    if (request.outcome != AccountOutcome::none) rows.set("outcome", shown(request.outcome));
    if (!request.messages.empty()) rows.set_json("messages", request.messages);
    if (request.total_count) rows.set("total_count", *request.total_count);
    if (request.total_pages) rows.set("total_pages", *request.total_pages);
    if (request.page) rows.set("page", *request.page);
    if (request.per_page) rows.set("per_page", *request.per_page);
    if (request.error_kind) rows.set("error_kind", shown(*request.error_kind));
  }
  return rows.finish();
}

}  // namespace

const TableSpec& requests_table() {
  static const TableSpec spec{
      .name = "cf_requests",
      .summary = "The HTTP exchanges of this connection, and the answers that came from the cache",
      .question = "What did this connection ask the API, and how long did it take?",
      .example = "SELECT table_name, url, status, duration_ms, rows FROM cf_requests;",
      .layout =
          {
              {"id",
               FieldType::integer,
               {"id"},
               "number of the request in this connection, in the order of their ends"},
              {"started_at",
               FieldType::text,
               {"started_at"},
               "when it was first sent, UTC with milliseconds"},
              {"table_name", FieldType::text, {"table_name"}, "table whose scan asked"},
              {"method", FieldType::text, {"method"}, "HTTP method"},
              {"url", FieldType::text, {"url"}, "address with its parameters; never a credential"},
              {"status",
               FieldType::integer,
               {"status"},
               "HTTP status of the last attempt; NULL if no answer came"},
              {"error_code",
               FieldType::integer,
               {"error_code"},
               "Cloudflare's code; NULL without an error, or if the error has none"},
              {"error",
               FieldType::text,
               {"error"},
               "what went wrong, in the words of the failed query; NULL if all went well"},
              {"attempts",
               FieldType::integer,
               {"attempts"},
               "how often it was sent, retries counted; 0 for an answer that was kept or shared"},
              {"waited_ms",
               FieldType::integer,
               {"waited_ms"},
               "milliseconds of waiting before attempts: retries and the rate limit"},
              {"duration_ms",
               FieldType::integer,
               {"duration_ms"},
               "milliseconds from the first attempt to the end of the answer, waits included"},
              {"bytes_received",
               FieldType::integer,
               {"bytes_received"},
               "size of the answer on the wire, in bytes"},
              {"bytes_decoded",
               FieldType::integer,
               {"bytes_decoded"},
               "size of the answer's text, in bytes"},
              {"rows",
               FieldType::integer,
               {"rows"},
               "records in the answer; NULL if it has none to count"},
              {"cache",
               FieldType::text,
               {"cache"},
               "`miss` for a request made, `hit` for an answer that was kept, `shared` for one "
               "that "
               "was "
               "under way for another scan"},
              {"cf_ray",
               FieldType::text,
               {"cf_ray"},
               "Cloudflare's identifier of the request, for their support; NULL if none came"},
              {"account_id",
               FieldType::text,
               {"account_id"},
               "account that was asked about; NULL if it was none"},
              {"outcome",
               FieldType::text,
               {"outcome"},
               "last word about the account in that scan: `ok`, `left out` (`on_error` is `skip`), "
               "`failed`; NULL if there is no account, or the scan ended before its answer came"},
              {"messages",
               FieldType::json,
               {"messages"},
               "what the API announced beside its result or error; NULL if it announced nothing, "
               "what is no JSON, or more than 4 KiB"},
              {"total_count",
               FieldType::integer,
               {"total_count"},
               "how many records the whole list has, as the answer's `result_info` says; with a "
               "filter it may be those without it; NULL if it says nothing, or there was an error"},
              {"total_pages",
               FieldType::integer,
               {"total_pages"},
               "how many pages the list has, likewise"},
              {"page", FieldType::integer, {"page"}, "which of them this is, likewise"},
              {"per_page",
               FieldType::integer,
               {"per_page"},
               "how many records a page has, likewise: what the server made of the one asked for"},
          },
      .hidden =
          {{"error_kind", HiddenColumn::Kind::further,
            "what `error` comes to: `failed`, what was asked for is missing; `incomplete`, a "
            "part of it, which the setting accepts; `denied`, what the plan or the token does "
            "not have; `gone`, days that are no longer kept; `elsewhere`, nothing, as it was "
            "asked for in another way then; `given up`, nothing, as nobody waited for it any "
            "more; of several the first of these; NULL without an error"}},
      .rows_per_request = 1000,
      .local_rows = rows,
  };
  return spec;
}

}  // namespace cf_billing
