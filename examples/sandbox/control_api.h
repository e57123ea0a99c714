// The sandbox's own interface, for tests: the whole truth behind the API, its settings, faults
// and request log.
#pragma once

#include <httplib.h>

#include <string>

#include "envelope.h"
#include "sandbox.h"

namespace sandbox {

// `body` is that of the request.
Reply control(Sandbox& state, const httplib::Request& request, const std::string& body);

}  // namespace sandbox
