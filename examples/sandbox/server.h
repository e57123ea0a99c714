// The HTTP server: takes requests on 127.0.0.1, applies what all API requests have in common
// (log, faults, rate limit, authentication), and passes them on.
#pragma once

#include <httplib.h>

#include <atomic>
#include <cstdint>

#include "envelope.h"
#include "fault_effects.h"
#include "sandbox.h"

namespace sandbox {

constexpr const char* kBasePath = "/client/v4";

class Server {
 public:
  explicit Server(Sandbox& state);

  // 0 takes a free port. Returns the port, or -1 if it cannot be had.
  int bind(int port);

  // Serves until stop() is called from another thread, which waits for the end.
  void run();
  void stop();

 private:
  void serve(const httplib::Request& request, httplib::Response& response, const std::string& body);
  void serve_api(const httplib::Request& request, httplib::Response& response,
                 const std::string& body);
  Reply answer(const httplib::Request& request, const std::string& body, const Settings& settings,
               const Fault* fault, std::string& auth);
  void add_limit_headers(const RateLimit::Verdict& verdict, const Settings& settings, Reply& reply);

  Sandbox& state_;
  httplib::Server http_;
  int listener_ = -1;
  StopFlag stopping_ = false;
  std::atomic<bool> ended_ = false;
  std::atomic<std::uint64_t> served_ = 0;
};

}  // namespace sandbox
