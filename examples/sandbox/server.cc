#include "server.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "analytics.h"
#include "apis.h"
#include "auth.h"
#include "chance.h"
#include "connection_threads.h"
#include "control_api.h"
#include "routes.h"
#include "sockets.h"

namespace sandbox {
namespace {

constexpr std::size_t kRequestsOfAConnection = 1'000'000;
constexpr time_t kIdleSeconds = 20;
constexpr int kBacklog = 512;
constexpr const char* kGraphqlPath = "/graphql";
constexpr std::chrono::milliseconds kStopPolling{10};

std::string query_of(const httplib::Request& request) {
  const std::size_t mark = request.target.find('?');
  return mark == std::string::npos ? "" : request.target.substr(mark + 1);
}

std::vector<std::string> header_values(const httplib::Request& request, const char* name) {
  std::vector<std::string> values;
  const auto [first, last] = request.headers.equal_range(name);
  for (auto header = first; header != last; ++header) {
    values.push_back(header->second);
  }
  return values;
}

// A request that announces no body has none: the library would wait for one.
std::string read_body(const httplib::Request& request, const httplib::ContentReader& reader) {
  std::string body;
  if (request.has_header("Content-Length") || request.has_header("Transfer-Encoding")) {
    reader([&body](const char* piece, std::size_t length) {
      body.append(piece, length);
      return true;
    });
  }
  return body;
}

AuthCheck authenticate(const Sandbox& state, const httplib::Request& request) {
  return check_credentials(
      {header_values(request, "Authorization"), header_values(request, "X-Auth-Email"),
       header_values(request, "X-Auth-Key")},
      state.accepted);
}

bool is_over_graphql_limit(Sandbox& state, const Settings& settings) {
  return state.graphql_limit
      .count(settings.number("graphql.rate_limit"),
             std::chrono::seconds(settings.number("graphql.rate_window")))
      .refused;
}

Reply answer_authenticated(Sandbox& state, const httplib::Request& request, const std::string& body,
                           const Settings& settings, const AuthCheck& auth, const Fault* fault) {
  Asked asked{request.method, request.path.substr(std::string(kBasePath).size()), "",
              request.params, body};
  const Route* route = find_route(asked.path, asked.identifier);
  if (!route) {
    return no_route(asked.path);
  }
  if (!route->answer_to(asked.method)) {
    return fitting_failure(405);
  }
  if (auth.refusal) {
    return *auth.refusal;
  }
  if (asked.path == kGraphqlPath && is_over_graphql_limit(state, settings)) {
    return graphql_limit_reached();
  }
  const auto snapshot = state.snapshots.current(settings);
  if (fault && fault->serve_page) {
    asked.parameters.erase("page");
    asked.parameters.emplace("page", std::to_string(*fault->serve_page));
  }
  Reply reply = follow_route(*route, asked, *snapshot, settings);
  if (fault && fault->total_count) {
    claim_total_count(*fault->total_count, reply);
  }
  return reply;
}

}  // namespace

Server::Server(Sandbox& state) : state_(state) {
  http_.new_task_queue = [] { return new ConnectionThreads; };
  http_.set_keep_alive_max_count(kRequestsOfAConnection);
  http_.set_keep_alive_timeout(kIdleSeconds);
  http_.set_tcp_nodelay(true);
  http_.set_socket_options([this](socket_t socket) {
    // Not the library's SO_REUSEPORT: two sandboxes must not share a port.
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    listener_ = socket;
  });
  const auto without_body = [this](const httplib::Request& request, httplib::Response& response) {
    serve(request, response, "");
  };
  const auto with_body = [this](const httplib::Request& request, httplib::Response& response,
                                const httplib::ContentReader& reader) {
    serve(request, response, read_body(request, reader));
  };
  const std::string everything = "[^]*";
  http_.Get(everything, without_body);
  http_.Options(everything, without_body);
  http_.Post(everything, with_body);
  http_.Put(everything, with_body);
  http_.Patch(everything, with_body);
  http_.Delete(everything, with_body);
}

int Server::bind(int port) {
  const std::string host = "127.0.0.1";
  if (port == 0) {
    port = http_.bind_to_any_port(host);
  } else if (!http_.bind_to_port(host, port)) {
    port = -1;
  }
  if (port > 0) {
    listen(listener_, kBacklog);  // again: the library's own backlog is 5
  }
  return port;
}

void Server::run() {
  http_.listen_after_bind();
  ended_ = true;
}

void Server::stop() {
  stopping_ = true;
  // The signal may have come before run() got under way.
  while (!http_.is_running() && !ended_) {
    std::this_thread::sleep_for(kStopPolling);
  }
  http_.stop();
  while (!ended_) {
    end_connections();
    std::this_thread::sleep_for(kStopPolling);
  }
}

void Server::serve(const httplib::Request& request, httplib::Response& response,
                   const std::string& body) {
  const std::string base = std::string(kBasePath) + "/";
  if (request.path.starts_with(base)) {
    serve_api(request, response, body);
    return;
  }
  Sender{stopping_}.send(request, response, control(state_, request, body), nullptr);
}

void Server::serve_api(const httplib::Request& request, httplib::Response& response,
                       const std::string& body) {
  const RequestLog::Era came = state_.log.era();
  const Settings settings = state_.settings.current();
  const std::string query = query_of(request);
  LoggedRequest entry{request.method,
                      request.path,
                      query,
                      0,
                      "",
                      request.get_header_value("User-Agent"),
                      request.get_header_value("Accept-Encoding"),
                      request.version,
                      body};
  const auto fault = state_.faults.strike(
      request.method, query.empty() ? request.path : request.path + "?" + query, body);
  if (fault) {
    pause(fault->latency, stopping_);
  }
  Reply reply = answer(request, body, settings, fault ? &*fault : nullptr, entry.auth);
  entry.status = reply.status;
  state_.log.add(std::move(entry), came);
  Sender{stopping_, settings.is("gzip", "on")}.send(request, response, std::move(reply),
                                                    fault ? &*fault : nullptr);
}

Reply Server::answer(const httplib::Request& request, const std::string& body,
                     const Settings& settings, const Fault* fault, std::string& auth) {
  const AuthCheck check = authenticate(state_, request);
  auth = check.kind;
  RateLimit::Verdict verdict = state_.rate_limit.count(
      settings.number("rate_limit"), std::chrono::seconds(settings.number("rate_window")));
  Reply reply;
  if (fault && fault->replaces_answer()) {
    reply = replacement(*fault);
    // Without "ratelimit" a 429 on request comes bare: the rule's headers say what else it has.
    if (reply.status == 429 && fault->limit) {
      reply.headers.emplace_back("retry-after", std::to_string(fault->limit->reset.count()));
    }
  } else if (verdict.refused) {
    reply = fitting_failure(429);
    reply.headers.emplace_back("retry-after", std::to_string(verdict.until_reset.count()));
  } else {
    reply = answer_authenticated(state_, request, body, settings, check, fault);
  }
  if (fault && fault->limit) {
    verdict.remaining = fault->limit->remaining;
    verdict.until_reset = fault->limit->reset;
  }
  add_limit_headers(verdict, settings, reply);
  return reply;
}

void Server::add_limit_headers(const RateLimit::Verdict& verdict, const Settings& settings,
                               Reply& reply) {
  const std::string ray = Chance("ray").with(++served_).hex_id().substr(0, 16) + "-SBX";
  const int limit = settings.number("rate_limit");
  const std::string quota = std::to_string(limit == 0 ? RateLimit::kNoLimit : limit);
  reply.headers.emplace_back("cf-ray", ray);
  reply.headers.emplace_back(
      "Date", format_http_date(analytics_now(*state_.snapshots.current(settings), settings)));
  reply.headers.emplace_back("Ratelimit", "\"default\";r=" + std::to_string(verdict.remaining) +
                                              ";t=" + std::to_string(verdict.until_reset.count()));
  reply.headers.emplace_back("Ratelimit-Policy",
                             "\"default\";q=" + quota + ";w=" + settings.get("rate_window"));
}

}  // namespace sandbox
