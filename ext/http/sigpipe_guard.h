// SIGPIPE, which ends a program that does not expect it, stays away from the host.
#pragma once

#ifndef _WIN32
#include <csignal>
#endif

namespace cf_billing {

/// While it lives, a connection that the other side has closed raises no SIGPIPE in this thread.
/// libcurl itself prevents it by changing the whole process's handlers, which CURLOPT_NOSIGNAL
/// forbids, as other threads are the host's; the TLS libraries below older ones (before 7.87) write
/// in a way that raises it.
class SigpipeGuard {
#ifdef _WIN32
 public:
  SigpipeGuard() {}  // There is none.
#else
 public:
  SigpipeGuard() : was_pending_(is_pending()) {
    if (!was_pending_) pthread_sigmask(SIG_BLOCK, &only_pipe_.set, &before_);
  }
  ~SigpipeGuard() {
    if (was_pending_) return;
    int signal = 0;
    if (is_pending()) sigwait(&only_pipe_.set, &signal);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

 private:
  struct OnlyPipe {
    sigset_t set{};
    OnlyPipe() {
      sigemptyset(&set);
      sigaddset(&set, SIGPIPE);
    }
  };
  static bool is_pending() {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
  }

  OnlyPipe only_pipe_;
  sigset_t before_{};
  bool was_pending_;
#endif
};

}  // namespace cf_billing
