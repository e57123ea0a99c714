#include "cloudflare/pipeline.h"

#include <utility>

#include "cloudflare/credentials.h"
#include "core/base_url.h"

namespace cf_billing {

namespace {

DispatchLimits dispatch_limits(const Settings& settings) {
  return {static_cast<std::size_t>(settings.number("concurrency")),
          {static_cast<int>(settings.number("max_retries")), settings.seconds("max_wait")}};
}

}  // namespace

Error too_many_requests(const std::string& table, std::uint64_t needed, std::uint64_t allowed,
                        bool at_least) {
  return {ErrorKind::usage,
          table + ": this would take " + (at_least ? "at least " : "") + std::to_string(needed) +
              " requests, more than the setting max_requests (" + std::to_string(allowed) +
              ") allows. Ask for fewer days or accounts, or raise it with "
              "cf_config('max_requests', …)."};
}

Pipeline::Pipeline(Session& session, std::string table, std::vector<std::unique_ptr<Fetch>> fetches)
    : session_(session),
      max_requests_(static_cast<std::uint64_t>(session.settings().number("max_requests"))),
      lookahead_(static_cast<std::size_t>(session.settings().number("concurrency"))),
      dispatcher_(session.transport(), session.clock(), dispatch_limits(session.settings())) {
  Credentials credentials = credentials_from(session.settings(), table);
  header_lines_ = std::move(credentials.header_lines);
  header_lines_.emplace_back("Accept: application/json");
  context_ = {std::move(table), std::move(credentials.secrets),
              session.settings().seconds("max_wait")};
  fetches_.resize(fetches.size());
  for (std::size_t i = 0; i < fetches.size(); ++i) fetches_[i].fetch = std::move(fetches[i]);
}

HttpRequest Pipeline::http_request(const ApiRequest& request) const {
  const Settings& settings = session_.settings();
  HttpRequest http;
  http.url = settings.text("base_url");
  http.plain_http = is_plain_http(http.url);
  while (http.url.ends_with('/')) http.url.pop_back();
  http.url += request.path;
  char mark = '?';
  for (const auto& [name, value] : request.query) {
    http.url += mark + name + '=' + percent_encoded(value);
    mark = '&';
  }
  http.header_lines = header_lines_;
  http.timeout = settings.seconds("timeout");
  http.connect_timeout = settings.seconds("connect_timeout");
  http.max_body_bytes = static_cast<std::uint64_t>(settings.number("max_response_mib")) << 20U;
  http.ca_file = settings.text("ca_file");
  return http;
}

void Pipeline::advance(std::size_t index) {
  Progress& progress = fetches_[index];
  while (!progress.complete && progress.unanswered == 0 && progress.ready.empty()) {
    progress.batch = progress.fetch->next();
    progress.complete = progress.batch.empty();
    submitted_ += progress.batch.size();
    if (submitted_ > max_requests_) {
      throw too_many_requests(context_.table, submitted_, max_requests_, /*at_least=*/true);
    }
    for (std::size_t place = 0; place < progress.batch.size(); ++place) {
      const std::uint64_t id = dispatcher_.submit(http_request(progress.batch[place]));
      requests_.emplace(id, std::pair{index, place});
    }
    progress.unanswered = progress.batch.size();
  }
}

void Pipeline::start_more() {
  while (started_ < fetches_.size() && started_ < front_ + lookahead_ &&
         dispatcher_.pending() < lookahead_) {
    advance(started_++);
  }
}

void Pipeline::settle(Exchange exchange) {
  const auto found = requests_.find(exchange.id);
  const auto [index, place] = found->second;
  requests_.erase(found);
  Progress& progress = fetches_[index];
  progress.fetch->accept(place, ApiAnswer{std::move(exchange), progress.batch[place], context_});
  if (--progress.unanswered > 0) return;
  for (std::unique_ptr<RowBlock>& block : progress.fetch->take()) {
    if (block->size() > 0) progress.ready.emplace_back(std::move(block));
  }
  // Steps that bring no rows (finding anchors, trying another generation) go on by themselves; a
  // further page waits until somebody reads that far.
  advance(index);
}

std::shared_ptr<const RowBlock> Pipeline::next(const std::function<bool()>& interrupted) {
  while (front_ < fetches_.size()) {
    start_more();
    Progress& progress = fetches_[front_];
    if (!progress.ready.empty()) {
      std::shared_ptr<const RowBlock> block = std::move(progress.ready.front());
      progress.ready.pop_front();
      return block;
    }
    advance(front_);
    if (progress.complete) {
      progress.fetch.reset();
      ++front_;
      continue;
    }
    settle(dispatcher_.wait(interrupted));
  }
  return nullptr;
}

}  // namespace cf_billing
