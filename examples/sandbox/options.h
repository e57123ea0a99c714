// The command line.
#pragma once

#include <optional>
#include <string>

#include "auth.h"
#include "clock.h"
#include "settings.h"

namespace sandbox {

struct Options {
  int port = 0;  // 0: a free one
  std::string port_file;
  std::optional<Day> today;
  Settings settings;
  AcceptedCredentials accepted;
  bool help = false;
};

// What --help shows.
const char* usage_text();

// Throws std::invalid_argument, whose text is one sentence for the user.
Options read_options(int count, const char* const* arguments);

}  // namespace sandbox
