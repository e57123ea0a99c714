// A server whose answers are parts of a fuzzer's input.
//
// Answers stand behind each other with the record separator of JSON text sequences (0x1e, RFC 7464)
// between them. The first six characters of each are settings, `a` for what is usual; the rest is
// the body. `$from`, `$to`, `$page`, `$cursor` and `$account` in it stand for what was asked for,
// `$token` for the credential.
#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "support/test_session.h"

namespace cf_billing {

class ScriptedServer {
 public:
  explicit ScriptedServer(std::string_view input) {
    while (!input.empty() && answers_.size() < kMostAnswers) {
      const std::string_view answer = input.substr(0, input.find('\x1e'));
      answers_.emplace_back(answer);
      input.remove_prefix(std::min(input.size(), answer.size() + 1));
    }
    if (answers_.empty()) answers_.emplace_back();
  }

  /// Attempts are counted anew; who is answered what stays.
  void restart() { attempts_.clear(); }
  /// Whether answers take as long as they say, or all the same time.
  bool has_latencies = true;

  Reply operator()(const HttpRequest& request) {
    const std::string key = request.url + '\n' + request.body;
    // In their order of the first scan: so an input says what is asked first, what then.
    const std::size_t place = places_.emplace(key, places_.size()).first->second;
    const std::string& answer = answers_[place % answers_.size()];
    const auto setting = [&](std::size_t at) {
      return at < answer.size()
                 ? static_cast<unsigned>(static_cast<unsigned char>(answer[at] - 'a'))
                 : 0U;
    };
    const bool fails_first = attempts_[key]++ < setting(1) % 8 && attempts_[key] <= kMostFailures;
    Reply reply;
    reply.response =
        response(fails_first ? setting(2) : setting(0),
                 filled_in(answer.substr(std::min(answer.size(), kSettings)), request.url));
    add_headers(reply.response, setting(4));
    reply.after = std::chrono::milliseconds{has_latencies ? setting(5) * 37 : 5};
    return reply;
  }

 private:
  static constexpr std::size_t kMostAnswers = 32;
  static constexpr std::size_t kSettings = 6;
  static constexpr unsigned kMostFailures = 7U;

  static HttpResponse response(unsigned kind, std::string body) {
    constexpr std::array kStatuses = {200, 200, 404, 400, 429, 500, 503, 401, 403, 204, 301, 408};
    const unsigned of_all = kind % (kStatuses.size() + 4);
    if (of_all < kStatuses.size()) return answered(kStatuses[of_all], std::move(body));
    switch (of_all - kStatuses.size()) {
      case 0:
        return failed(TransferOutcome::failed, body.substr(0, 300));
      case 1:
        return failed(TransferOutcome::hopeless, body.substr(0, 300));
      case 2:
        return failed(TransferOutcome::oversized, "");
      default:
        return answered(200, body.substr(0, body.size() / 2));
    }
  }
  static void add_headers(HttpResponse& response, unsigned kind) {
    using std::chrono::seconds;
    response.ray = kind % 3 == 1 ? "ray-" + response.body.substr(0, 50) : "";
    if (kind % 5 == 1) response.retry_after = seconds{kind % 100};
    if (kind % 7 == 1) response.should_retry = kind % 2 == 0;
    if (kind % 11 == 1) response.rate_limit = RateLimitState{kind % 4, seconds{kind}};
    if (kind % 13 == 1) response.rate_limit_policy = RateLimitPolicy{1 + kind % 9, seconds{kind}};
  }
  static std::string filled_in(const std::string& body, const std::string& url) {
    const RequestedUrl asked = parse_url(url);
    const std::array<std::pair<std::string_view, std::string>, 7> words = {
        {{"$from", asked.value("from")},
         {"$to", asked.value("to")},
         {"$page", asked.value("page")},
         {"$cursor", asked.value("cursor")},
         {"$account", asked.path.starts_with("/accounts/") ? asked.path.substr(10, 32) : ""},
         {"$token", kExampleToken},
         {"$start", asked.value("start")}}};
    std::string filled;
    std::string_view rest = body;
    while (!rest.empty() && filled.size() < kMostFilled) {
      const std::size_t mark = std::min(rest.find('$'), rest.size());
      filled += rest.substr(0, mark);
      rest.remove_prefix(mark);
      const auto word = std::find_if(words.begin(), words.end(), [&](const auto& each) {
        return rest.starts_with(each.first);
      });
      filled += word == words.end() ? rest.substr(0, 1) : std::string_view(word->second);
      rest.remove_prefix(word == words.end() ? std::min<std::size_t>(rest.size(), 1)
                                             : word->first.size());
    }
    return filled;
  }
  static constexpr std::size_t kMostFilled = 1 << 20;

  std::vector<std::string> answers_;
  std::map<std::string, std::size_t> places_;  // By what was asked.
  std::map<std::string, unsigned> attempts_;
};

}  // namespace cf_billing
