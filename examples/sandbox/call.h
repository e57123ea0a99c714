// One API request on its way to the function that answers it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "envelope.h"
#include "settings.h"
#include "snapshot.h"

namespace sandbox {

using Parameters = std::multimap<std::string, std::string>;

struct Call {
  const Snapshot& snapshot;
  const Settings& settings;
  const Parameters& parameters;
  const Account* account;  // null for what belongs to the user, or to an organization
  std::string identifier;  // from the path; empty if there is none in it
  std::string path;

  // The first value given, if any.
  std::optional<std::string> parameter(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::nullopt : std::optional(found->second);
  }
};

}  // namespace sandbox
