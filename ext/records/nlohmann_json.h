// nlohmann/json, without its assertions: one of them ends the process where the host's locale has a
// decimal mark of two bytes, as it expects the C library to read a number to its end. What it makes
// of numbers is not used then: json_tree.cc keeps them as they are spelled.
#pragma once

#define JSON_ASSERT(condition) static_cast<void>(0)

#include <nlohmann/json.hpp>
