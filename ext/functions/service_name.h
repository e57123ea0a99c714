// Names of service lines. They carry a note on what is included: "R2 Storage Class A Operations
// (First 1M included)". Its spelling varies between accounts and years, so lines are compared
// without it.
#pragma once

#include <string>
#include <string_view>

namespace cf_billing {

/// A line's name in its two parts.
struct ServiceName {
  std::string_view service;  // Without the note; the whole name if there is none.
  std::string_view note;     // What is inside the note's parentheses; empty: there is no note.
};

/// Only a final parenthesis that speaks of "included" or "free" is a note: names hold other
/// parentheses, too. Both parts point into `name`.
ServiceName split_service_name(std::string_view name);

/// What a line is compared by: its name without the note, in small letters, and of a line that was
/// given another name the one that it had first.
std::string service_key(std::string_view name);

}  // namespace cf_billing
