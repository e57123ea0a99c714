// One API request on its way to the function that answers it.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

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
  std::string body;  // of a POST

  // Of an endpoint that the API has announced the end of.
  Reply deprecated(Reply reply) const {
    return settings.is("announcements", "on") ? announcing_the_end(std::move(reply))
                                              : std::move(reply);
  }

  // The first value given, if any.
  std::optional<std::string> parameter(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::nullopt : std::optional(found->second);
  }
  // A number of pages or items: at least 1, and `otherwise` where none is given.
  std::size_t positive(const std::string& name, std::size_t otherwise) const {
    const std::string text = parameter(name).value_or("");
    std::size_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return std::max<std::size_t>(value, 1);
  }
};

}  // namespace sandbox
