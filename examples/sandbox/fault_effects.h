// Sends a reply, with the effects of a fault on its content and on the connection.
#pragma once

#include <httplib.h>

#include <atomic>
#include <chrono>

#include "envelope.h"
#include "faults.h"

namespace sandbox {

// Set when the server ends, so that slow answers do not hold it up.
using StopFlag = std::atomic<bool>;

// Sleeps in slices; false when the server ends meanwhile.
bool pause(std::chrono::milliseconds length, const StopFlag& stopping);

// The reply that the fault puts in the place of the API's.
Reply replacement(const Fault& fault);

// Changes the number that result_info gives, if there is one.
void claim_total_count(std::size_t total, Reply& reply);

struct Sender {
  const StopFlag& stopping;
  bool gzip_allowed = true;

  // `fault` may be null.
  void send(const httplib::Request& request, httplib::Response& response, Reply reply,
            const Fault* fault) const;
};

}  // namespace sandbox
