#include "tables/group_by.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/redact.h"
#include "core/utf8.h"

namespace cf_billing {

namespace {

constexpr std::size_t kMostGroupings = 2;  // The API's limit.
constexpr std::size_t kLongestKey = 200;
constexpr std::string_view kTag = "tag:";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    if (length == 0 || first < 0x20 || first == 0x7f) return false;
    text.remove_prefix(length);
  }
  return true;
}

Grouping grouping_in(std::string_view item) {
  if (!item.starts_with(kTag)) return {Grouping::Kind::dimension, std::string(item)};
  return {Grouping::Kind::tag, std::string(trimmed(item.substr(kTag.size())))};
}

/// What is wrong with a key; empty: nothing.
std::string_view defect_of(const Grouping& grouping) {
  if (grouping.key.empty()) return "a key is empty";
  if (grouping.key.size() > kLongestKey) return "a key is longer than 200 bytes";
  return is_printable(grouping.key) ? "" : "a key has control characters, or is no UTF-8";
}

}  // namespace

std::vector<Grouping> groupings_in(std::string_view table, std::string_view text) {
  const auto refused = [&](std::string_view defect) {
    return Error(ErrorKind::usage,
                 std::string(table) + ": group_by cannot be " + quoted(text) + ": " +
                     std::string(defect) +
                     ". It takes one or two of account_id, zone_id, region, any other key that "
                     "cf_billable_metrics names in DimensionKeys, or tag:<key>, with a comma "
                     "between them, each key of 200 bytes at most.");
  };
  std::vector<Grouping> groupings;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    Grouping grouping = grouping_in(trimmed(text.substr(begin, end - begin)));
    const std::string_view defect = defect_of(grouping);
    if (!defect.empty()) throw refused(defect);
    if (std::find(groupings.begin(), groupings.end(), grouping) != groupings.end()) {
      throw refused("it names one twice");
    }
    if (groupings.size() == kMostGroupings) throw refused("these are more than two");
    groupings.push_back(std::move(grouping));
    begin = end + 1;
  }
  return groupings;
}

}  // namespace cf_billing
