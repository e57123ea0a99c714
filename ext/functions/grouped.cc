#include "functions/grouped.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "core/error.h"
#include "functions/function_call.h"

namespace cf_billing {

namespace {

constexpr std::string_view kKinds = "+u<>ra";

double real_of(GroupCell cell) {
  return cell.type == GroupType::integer ? static_cast<double>(static_cast<std::int64_t>(cell.bits))
                                         : std::bit_cast<double>(cell.bits);
}

GroupCell real_cell(double number) {
  return {GroupType::real, std::bit_cast<std::uint64_t>(number)};
}

bool is_text(GroupType type) { return type == GroupType::text || type == GroupType::blob; }

template <typename T>
int order_of(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

/// As sum() does: integers stay integers, until their sum is none.
GroupCell sum_of(GroupCell a, GroupCell b) {
  if (a.type == GroupType::null) return b;
  if (b.type == GroupType::null) return a;
  if (a.type == GroupType::integer && b.type == GroupType::integer) {
    const std::uint64_t sum = a.bits + b.bits;
    if ((((a.bits ^ sum) & (b.bits ^ sum)) >> 63) == 0) return {GroupType::integer, sum};
  }
  return real_cell(real_of(a) + real_of(b));
}

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorKind::usage, "cf_grouped: " + why);
}

}  // namespace

Grouped::Grouped(std::string_view kinds) : kinds_(kinds), row_(kinds.size()) {
  keys_ = std::min(kinds.find_first_not_of('k'), kinds.size());
  const std::size_t values = kinds.size() - keys_;
  if (keys_ == 0 || keys_ > kMostKeys || values == 0 || values > kMostValues ||
      kinds.find_first_not_of(kKinds, keys_) != std::string_view::npos) {
    refuse("the first argument has a letter for each of the others: 1 to " +
           std::to_string(kMostKeys) + " times k, then 1 to " + std::to_string(kMostValues) +
           " of +, u, <, >, r and a, not " + quoted(kinds));
  }
}

void Grouped::add(sqlite3_value** values) {
  for (std::size_t n = 0; n < kinds_.size(); ++n) {
    const bool is_sum = kinds_[n] == '+' || kinds_[n] == 'r';
    // A text counts as the number that it spells or begins with, as for sum().
    if (is_sum && sqlite3_value_numeric_type(values[n]) > SQLITE_FLOAT &&
        sqlite3_value_type(values[n]) != SQLITE_NULL) {
      row_[n] = real_cell(sqlite3_value_double(values[n]));
    } else {
      row_[n] = texts_.cell_of(values[n], row_[n]);
    }
  }
  GroupCell* group = &cells_[group_of_row()];
  for (std::size_t n = keys_; n < kinds_.size(); ++n) add_to(group[n], kinds_[n], row_[n]);
}

std::uint64_t Grouped::hash_of(const GroupCell* keys) const {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  std::uint64_t hash = 0;
  for (std::size_t n = 0; n < keys_; ++n) {
    hash = (hash ^ keys[n].bits ^ (static_cast<std::uint64_t>(keys[n].type) << 60)) * kOdd;
    hash ^= hash >> 32;
  }
  return hash;
}

std::size_t Grouped::group_of_row() {
  const std::size_t width = kinds_.size();
  if (2 * (cells_.size() / width + 1) > slots_.size()) make_room();
  std::size_t slot = hash_of(row_.data()) & (slots_.size() - 1);
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::size_t at = (slots_[slot] - 1) * width;
    if (std::equal(row_.data(), row_.data() + keys_, &cells_[at])) return at;
  }
  const std::size_t at = cells_.size();
  cells_.resize(at + width);
  std::copy_n(row_.data(), keys_, &cells_[at]);
  slots_[slot] = static_cast<std::uint32_t>(at / width + 1);
  return at;
}

/// At most half of the slots are taken.
void Grouped::make_room() {
  constexpr std::size_t kFirst = 64;
  slots_.assign(std::max(kFirst, 2 * slots_.size()), 0);
  const std::size_t width = kinds_.size();
  for (std::size_t at = 0; at < cells_.size(); at += width) {
    std::size_t slot = hash_of(&cells_[at]) & (slots_.size() - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(at / width + 1);
  }
}

int Grouped::compare(GroupCell a, GroupCell b) const {
  // Numbers, then texts, then blobs.
  const auto rank = [](GroupType type) {
    return type == GroupType::real ? GroupType::integer : type;
  };
  if (rank(a.type) != rank(b.type)) return order_of(rank(a.type), rank(b.type));
  if (is_text(a.type)) return a.bits == b.bits ? 0 : order_of(texts_[a.bits], texts_[b.bits]);
  if (a.type == GroupType::integer && b.type == GroupType::integer) {
    return order_of(static_cast<std::int64_t>(a.bits), static_cast<std::int64_t>(b.bits));
  }
  return order_of(real_of(a), real_of(b));
}

void Grouped::add_to(GroupCell& kept, char kind, GroupCell value) const {
  const bool is_null = value.type == GroupType::null;
  switch (kind) {
    case 'u':
      kept = {GroupType::integer, kept.bits + (is_null ? 1 : 0)};
      return;
    case '+':
    case 'r':
      kept = sum_of(kept, value);
      return;
    case '>':
      if (!is_null && (kept.type == GroupType::null || compare(value, kept) > 0)) kept = value;
      return;
    default:
      if (!is_null && (kept.type == GroupType::null || compare(value, kept) < 0)) kept = value;
  }
}

std::vector<GroupCell*> Grouped::in_order() {
  const auto places = texts_.places();
  std::vector<GroupCell*> order;
  for (std::size_t at = 0; at < cells_.size(); at += kinds_.size()) order.push_back(&cells_[at]);
  std::sort(order.begin(), order.end(), [&](const GroupCell* a, const GroupCell* b) {
    for (std::size_t n = 0; n < keys_; ++n) {
      if (a[n] == b[n]) continue;
      const bool are_texts = a[n].type == b[n].type && is_text(a[n].type);
      const int compared =
          are_texts ? order_of(places[a[n].bits], places[b[n].bits]) : compare(a[n], b[n]);
      // Numbers that are one, but an INTEGER and a REAL.
      if (compared == 0) return a[n].type < b[n].type;
      return compared < 0;
    }
    return false;
  });
  return order;
}

void Grouped::add_running_sums(std::size_t value, const std::vector<GroupCell*>& order) const {
  for (std::size_t n = 1; n < order.size(); ++n) {
    if (!std::equal(order[n], order[n] + keys_ - 1, order[n - 1])) continue;
    order[n][value] = sum_of(order[n - 1][value], order[n][value]);
  }
}

void Grouped::spread_least(std::size_t value) {
  const std::size_t width = kinds_.size();
  std::unordered_map<std::uint64_t, std::vector<std::pair<GroupCell, GroupCell>>> found;
  const auto least_of = [&](GroupCell first) -> GroupCell& {
    auto& alike = found[first.bits];
    for (auto& [key, least] : alike) {
      if (key == first) return least;
    }
    return alike.emplace_back(first, GroupCell{}).second;
  };
  for (std::size_t at = 0; at < cells_.size(); at += width)
    add_to(least_of(cells_[at]), 'a', cells_[at + value]);
  for (std::size_t at = 0; at < cells_.size(); at += width)
    cells_[at + value] = least_of(cells_[at]);
}

void Grouped::tell(Telling& telling) {
  const auto order = in_order();
  for (std::size_t n = keys_; n < kinds_.size(); ++n) {
    if (kinds_[n] == 'r') add_running_sums(n, order);
    if (kinds_[n] == 'a') spread_least(n);
  }
  telling.number(keys_);
  telling.number(kinds_.size() - keys_);
  telling.number(texts_.size());
  for (std::size_t number = 0; number < texts_.size(); ++number) telling.text(texts_[number]);
  const std::size_t width = kinds_.size() * sizeof(GroupCell);
  for (const GroupCell* group : order) telling.bytes({reinterpret_cast<const char*>(group), width});
}

ToldGroups::ToldGroups(std::string told) : told_(std::move(told)), bytes_("cf_grouped", told_) {
  keys_ = bytes_.take_number();
  values_ = bytes_.take_number();
  if (keys_ > Grouped::kMostKeys || values_ == 0 || values_ > Grouped::kMostValues) bytes_.refuse();
  texts_ = bytes_.take_texts();
}

bool ToldGroups::next() {
  if (bytes_.at_end()) return false;
  row_ = bytes_.take((keys_ + values_) * sizeof(GroupCell));
  return true;
}

ToldGroups::Value ToldGroups::cell(std::size_t place) const {
  GroupCell cell;
  std::memcpy(&cell, row_.data() + place * sizeof cell, sizeof cell);
  Value value{cell.type, cell.bits, {}};
  if (cell.type > GroupType::blob || (is_text(cell.type) && cell.bits >= texts_.size()))
    bytes_.refuse();
  if (is_text(cell.type)) value.text = texts_[cell.bits];
  return value;
}

ToldGroups::Value ToldGroups::key(std::size_t place) const {
  return place < keys_ ? cell(place) : Value{};
}

ToldGroups::Value ToldGroups::value(std::size_t place) const {
  return place < values_ ? cell(keys_ + place) : Value{};
}

}  // namespace cf_billing
