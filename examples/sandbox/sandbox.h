// The sandbox's state, shared by the threads that answer requests.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "auth.h"
#include "clock.h"
#include "faults.h"
#include "rate_limit.h"
#include "request_log.h"
#include "settings.h"
#include "snapshot.h"

namespace sandbox {

struct Sandbox {
  Sandbox(std::optional<Day> today, Settings start, AcceptedCredentials credentials)
      : accepted(std::move(credentials)),
        clock(today),
        settings(std::move(start)),
        snapshots(clock) {}

  // As it was started.
  void reset() {
    clock.reset();
    settings.reset();
    rate_limit.reset();
    graphql_limit.reset();
    log.clear();
    faults.clear();
  }

  // What there is now.
  std::shared_ptr<const Snapshot> snapshot() { return snapshots.current(settings.current()); }

  const AcceptedCredentials accepted;
  Clock clock;
  SharedSettings settings;
  Snapshots snapshots;
  RateLimit rate_limit;
  RateLimit graphql_limit;  // of its own, beside the other
  RequestLog log;
  Faults faults;
};

}  // namespace sandbox
