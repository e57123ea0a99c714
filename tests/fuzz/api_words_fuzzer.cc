// Claims of what a server says beside a result, whatever it says, with the credential in it in any
// spelling:
//  - the error of an answer is one line, and what it announced is JSON in one line; neither has the
//    credential in it, nor eight neighbouring characters of it;
//  - JSON that is sound stays as it is, and of a text that was cut off the beginning can be read;
//  - the document that tells of subscriptions is read, or refused in the one way that is expected.
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "api/sound_json.h"
#include "shown_text.h"
#include "support/answers.h"
#include "usage/paygo_info.h"

namespace cf_billing {
namespace {

std::string escaped(std::string_view text, bool all) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string spelled;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!all && i % 3 != 0) {
      spelled += text[i];
    } else {
      spelled.append("\\u00").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 0xfU]);
    }
  }
  return spelled;
}

/// Characters that no body has stand for spellings of a secret.
std::string with_secrets(std::string_view text) {
  std::string echo;
  for (const char c : text) {
    switch (c) {
      case '\x01':
        echo += kExampleToken;
        break;
      case '\x02':
        echo += kExampleToken.substr(0, 20);
        break;
      case '\x03':
        echo += kExampleToken.substr(20);
        break;
      case '\x04':
        echo += escaped(kExampleToken, /*all=*/true);
        break;
      case '\x05':
        echo += escaped(kExampleToken, /*all=*/false);
        break;
      case '\x06':
        echo += kExampleKey;
        break;
      default:
        echo += c;
    }
  }
  return echo;
}

void claim_shown(std::string_view text, const char* line, const char* secret) {
  claim_one_line(text, line);
  claim_without(text, kExampleToken, secret);
  claim_without(text, kExampleKey, secret);
}

struct Exchanged {
  bool has_layout;
  std::optional<TransferOutcome> failure;
  int status;
  std::size_t ray_length;
  RetryDecision::Action verdict;
  int attempts;
};

void check_answer(const Exchanged& made, const std::string& body) {
  static const RecordLayout layout = {{"text", FieldType::text, {"text"}}};
  ApiRequest request = usage_request();
  if (made.has_layout) request.layout = &layout;
  HttpResponse response = made.failure ? failed(*made.failure, body) : answered(made.status, body);
  response.ray = body.substr(0, made.ray_length);
  const auto answer = answer_of(response, request, made.verdict, made.attempts);
  if (answer->error) {
    claim_shown(answer->error->what(), "an error is one line", "an error is without the secret");
  } else {
    claim(answer->records != nullptr, "an answer is an error or has records", body);
  }
  claim_shown(answer->messages, "what is announced is one line",
              "what is announced is without the secret");
  claim(answer->messages.empty() || nlohmann::json::accept(answer->messages),
        "what is announced is JSON", answer->messages);
  claim_shown(answer->ray, "a ray is one line", "a ray is without the secret");
}

void check_sound(const std::string& text, std::size_t cut) {
  const std::string sound = sound_json(text);
  claim(sound_json(sound) == sound, "what was made sound is", [&] { return text + '\n' + sound; });
  if (!nlohmann::json::accept(text) || text.find('\0') != std::string::npos) return;
  claim(sound == text, "what is sound stays", [&] { return text + '\n' + sound; });
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (text[first] != '{' && text[first] != '[') return;
  const std::string beginning = text.substr(0, first + 1 + cut % (text.size() - first));
  const std::string closed = sound_json(beginning);
  claim(nlohmann::json::accept(closed), "the beginning of a text can be read",
        [&] { return beginning + '\n' + closed; });
}

void check_info(const std::string& body) {
  try {
    const PaygoInfo info = parse_paygo_info(body);
    for (const SubscriptionLife& life : info.lives) {
      claim(!life.first || !life.last || *life.first <= *life.last,
            "a subscription ends after it begins", body);
    }
    (void)tells_no_subscription(info.lives, Day{std::chrono::year{2026} / 1 / 1});
  } catch (const std::invalid_argument& error) {
    claim_one_line(error.what(), "why it cannot be read is one line");
  }
}

void check(FuzzedDataProvider& data) {
  using Action = RetryDecision::Action;
  const auto cut = data.ConsumeIntegral<std::uint16_t>();
  Exchanged made{};
  made.has_layout = data.ConsumeBool();
  if (data.ConsumeIntegralInRange(0, 7) == 0) {
    made.failure = data.PickValueInArray(
        {TransferOutcome::failed, TransferOutcome::hopeless, TransferOutcome::oversized});
  }
  made.status = data.PickValueInArray({200, 204, 301, 400, 401, 403, 404, 410, 429, 500, 503, 999});
  made.ray_length = data.ConsumeIntegralInRange<std::size_t>(0, 30);
  made.verdict = data.PickValueInArray({Action::accept, Action::exhausted, Action::too_long});
  made.attempts = data.ConsumeIntegralInRange(1, 4);
  const std::string body = with_secrets(data.ConsumeRemainingBytesAsString());
  check_answer(made, body);
  check_sound(body, cut);
  check_info(body);
}

}  // namespace
}  // namespace cf_billing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  cf_billing::check(data);
  return 0;
}
