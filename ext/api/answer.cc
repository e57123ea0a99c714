#include "api/answer.h"

#include <cstdint>

#include "api/answer_reader.h"
#include "api/sound_json.h"
#include "core/redact.h"
#include "records/json_tree.h"

namespace cf_billing {

namespace {

/// Announcements are a few sentences; a log of ten thousand answers keeps no more of each.
constexpr std::size_t kLongestMessages = 4096;

/// What is announced, JSON text in one line, fit to be shown. Escapes would hide a credential from
/// whoever looks for it, so they are written out first; what cannot be read so far is not shown at
/// all.
std::string shown_messages(const std::string& text, const std::vector<Secret>& secrets) {
  if (text.size() > kLongestMessages) return "";
  std::string shown = sound_json(text);
  // Of a body that is no JSON it may be anything, also no text.
  const auto read = JsonTree::parse(shown);
  if (!read) return "";
  if (shown.find('\\') != std::string::npos) shown = read->written();
  // Nothing is cut off: it would be no JSON any more.
  shown = one_line(shown, SIZE_MAX);
  std::string redacted = one_line(redact(shown, secrets), SIZE_MAX);
  // A number may be an echo as well; without it, it is no JSON any more.
  return redacted == shown || JsonTree::parse(redacted) ? redacted : "";
}

bool is_2xx(const HttpResponse& response) {
  return response.outcome == TransferOutcome::answered && response.status >= 200 &&
         response.status < 300;
}

bool is_gone(const HttpResponse& response, const std::vector<ApiMessage>& errors) {
  if (response.outcome != TransferOutcome::answered || response.status >= 500) return false;
  return response.status == 404 || response.status == 410 || has_code(errors, {7003, 7000});
}

/// Of a 2xx answer: what keeps it from being a success.
std::optional<Error> error_in(const DecodedBody& body, const Exchange& exchange,
                              const ApiWords& words, const ApiRequest& request,
                              const ErrorContext& context) {
  // A failed envelope says why, whatever else it lacks.
  if (body.success && !*body.success) return error_from(exchange, words, request, context);
  if (body.crowded) return crowded_answer(request, context, exchange.response.ray);
  if (body.oversized) return oversized_answer(request, context, exchange.response.ray);
  // What comes beside errors is not all that there is, whatever `success` says.
  if (!words.errors.empty() && !body.truncated) {
    return error_from(exchange, words, request, context);
  }
  if (body.defect.empty()) return std::nullopt;
  return malformed_body(exchange, request, context, body.defect, body.truncated);
}

}  // namespace

Error Answer::malformed(const std::string& defect) const {
  return {ErrorKind::corrupt, table + ": HTTP " + std::to_string(status) +
                                  ", but the body is not what the API documents: " + defect + " (" +
                                  place + ")."};
}

std::size_t Answer::bytes() const {
  return sizeof(*this) + document.capacity() + (records ? records->bytes() : 0);
}

namespace {

/// The records of a document take its place.
void read_document(Answer& answer, const AnswerReader& reader, const ApiRequest& request,
                   const ErrorContext& context) {
  try {
    answer.records = request.document_reader->read(answer, reader.options());
    if (!answer.records) {
      answer.status = 0;
      answer.error = crowded_answer(request, context, answer.ray);
    }
  } catch (const Error& error) {
    answer.error = error;
  }
  answer.document = std::string();
}

}  // namespace

std::shared_ptr<Answer> make_answer(const Exchange& exchange, AnswerReader& reader,
                                    const ApiRequest& request, const ErrorContext& context) {
  const HttpResponse& response = exchange.response;
  auto answer = std::make_shared<Answer>();
  answer->status = response.outcome == TransferOutcome::answered ? response.status : 0;
  answer->date = response.date;
  answer->ray = shown_ray(response.ray, context.secrets);
  answer->body_bytes = response.body_bytes;
  answer->table = context.table;
  answer->is_second_look = request.from_cache == CacheUse::fresh;
  answer->place = place(request, answer->ray);
  if (!is_2xx(response) || exchange.verdict == RetryDecision::Action::too_long) {
    ApiWords words = parse_api_words(response.body);
    answer->messages = shown_messages(words.messages, context.secrets);
    answer->is_foreign = is_foreign(response, words);
    answer->route_is_gone = !answer->is_foreign && is_gone(response, words.errors);
    answer->error = error_from(exchange, words, request, context);
    answer->errors = std::move(words.errors);
    // Documented are 400 and 403 for what comes with 200.
    if (request.is_graphql && (answer->status == 400 || answer->status == 403)) {
      answer->graphql_errors = graphql_errors_in(response.body, context.secrets);
    }
    // A code of GraphQL's is a word, which the API's messages of other endpoints have no place for.
    if (has_denial(answer->graphql_errors) ||
        (has_any_code(answer->graphql_errors) && !first_code(answer->errors))) {
      answer->error =
          graphql_refusal(answer->graphql_errors, answer->status, request, context, answer->ray);
    }
    return answer;
  }
  DecodedBody body = reader.take();
  ApiWords words{true, parse_error_list(body.errors.text), ""};
  answer->messages = shown_messages(body.messages.text, context.secrets);
  answer->route_is_gone = is_gone(response, words.errors);
  answer->error = error_in(body, exchange, words, request, context);
  answer->errors = std::move(words.errors);
  const bool is_whole = !body.oversized && !body.crowded && !body.truncated && body.defect.empty();
  if (request.is_graphql && is_whole && !answer->errors.empty()) {
    answer->graphql_errors = parse_graphql_errors(body.errors.text, context.secrets);
  }
  if (!answer->graphql_errors.empty()) {
    answer->error =
        graphql_refusal(answer->graphql_errors, answer->status, request, context, answer->ray);
  }
  if (body.oversized || body.crowded) answer->status = 0;
  // Errors of GraphQL come with data that say what they are about.
  if (!answer->error || !answer->graphql_errors.empty()) answer->document = reader.take_document();
  if (answer->error) return answer;
  answer->records = std::move(body.records);
  answer->page = std::move(body.page);
  if (request.document_reader) read_document(*answer, reader, request, context);
  return answer;
}

}  // namespace cf_billing
