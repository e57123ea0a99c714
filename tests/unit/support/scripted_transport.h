// A wire that a test plays the other end of. Time passes on a fake clock, in poll() only.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "http/transport.h"
#include "support/fake_clock.h"

namespace cf_billing {

struct Reply {
  HttpResponse response;
  std::chrono::milliseconds after{0};  ///< how long the exchange takes
};

inline HttpResponse answered(int status, std::string body) {
  HttpResponse response;
  response.outcome = TransferOutcome::answered;
  response.status = status;
  response.body = std::move(body);
  return response;
}

inline HttpResponse failed(TransferOutcome outcome, std::string words) {
  HttpResponse response;
  response.outcome = outcome;
  response.failure = std::move(words);
  return response;
}

/// Hands the body over as the wire would, in pieces, and keeps its beginning.
inline void deliver(HttpResponse& response, BodySink& sink) {
  response.body_bytes = response.body.size();
  if (response.outcome != TransferOutcome::answered || response.status < 200 ||
      response.status >= 300) {
    return;
  }
  constexpr std::size_t kPiece = 16'384;
  for (std::size_t at = 0; at < response.body.size(); at += kPiece) {
    if (!sink.add(std::string_view(response.body).substr(at, kPiece))) break;
  }
  response.is_cut = sink.end_is_missing();
  response.body.resize(std::min(response.body.size(), kBodyHead));
}

class ScriptedTransport final : public Transport {
 public:
  using Script = std::function<Reply(const HttpRequest&)>;

  ScriptedTransport(FakeClock& clock, Script script) : clock_(clock), script_(std::move(script)) {}

  void start(std::uint64_t id, const HttpRequest& request) override {
    requests.push_back(request);
    started.push_back(id);
    Reply reply = script_(request);
    if (request.sink) request.sink->restart();
    under_way_.emplace(
        id, Due{clock_.elapsed() + reply.after, std::move(reply.response), request.sink});
    most_at_once = std::max(most_at_once, under_way_.size());
  }

  void cancel(std::uint64_t id) noexcept override {
    if (under_way_.erase(id) > 0) cancelled.insert(id);
    completed_.erase(id);
  }

  void poll(std::chrono::milliseconds limit,
            const std::function<bool()>& /*interrupted*/ = {}) override {
    ++polls;
    longest_poll = std::max(longest_poll, limit);
    const auto end = clock_.elapsed() + limit;
    auto next = end;
    for (const auto& [id, due] : under_way_) next = std::min(next, due.at);
    clock_.advance(std::max(next - clock_.elapsed(), std::chrono::milliseconds{0}));
    for (auto it = under_way_.begin(); it != under_way_.end();) {
      if (it->second.at > clock_.elapsed()) {
        ++it;
        continue;
      }
      if (it->second.sink) deliver(it->second.response, *it->second.sink);
      completed_.emplace(it->first, std::move(it->second.response));
      it = under_way_.erase(it);
    }
  }

  std::optional<HttpResponse> take(std::uint64_t id) noexcept override {
    const auto found = completed_.find(id);
    if (found == completed_.end()) return std::nullopt;
    HttpResponse response = std::move(found->second);
    completed_.erase(found);
    return response;
  }

  [[nodiscard]] std::size_t under_way() const { return under_way_.size(); }

  std::vector<HttpRequest> requests;  ///< in the order in which they were started
  std::vector<std::uint64_t> started;
  std::set<std::uint64_t> cancelled;
  std::size_t most_at_once = 0;
  int polls = 0;
  std::chrono::milliseconds longest_poll{0};

 private:
  struct Due {
    std::chrono::milliseconds at;
    HttpResponse response;
    std::shared_ptr<BodySink> sink;
  };
  FakeClock& clock_;
  Script script_;
  std::map<std::uint64_t, Due> under_way_;
  std::map<std::uint64_t, HttpResponse> completed_;
};

}  // namespace cf_billing
