#include "functions/texts.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/fingerprint.h"
#include "functions/function_call.h"

namespace cf_billing {

namespace {

std::string_view bytes_of(sqlite3_value* value) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
  if (size > 0 && bytes == nullptr) throw std::bad_alloc();
  return size == 0 ? std::string_view() : std::string_view(bytes, size);
}

}  // namespace

std::uint64_t Texts::number_of(std::string_view text) {
  if (2 * (texts_.size() + 1) > slots_.size()) make_room();
  const std::uint64_t hash = fingerprint_of(text);
  std::size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::size_t number = slots_[slot] - 1;
    if (hashes_[number] == hash && texts_[number] == text) return number;
  }
  texts_.push_back(kept_.emplace_back(text));
  hashes_.push_back(hash);
  slots_[slot] = static_cast<std::uint32_t>(texts_.size());
  return texts_.size() - 1;
}

/// At most half of the slots are taken.
void Texts::make_room() {
  constexpr std::size_t kFirst = 64;
  slots_.assign(std::max(kFirst, 2 * slots_.size()), 0);
  for (std::size_t number = 0; number < hashes_.size(); ++number) {
    std::size_t slot = hashes_[number] & (slots_.size() - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(number + 1);
  }
}

GroupCell Texts::cell_of(sqlite3_value* value, GroupCell last) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return {GroupType::integer, static_cast<std::uint64_t>(sqlite3_value_int64(value))};
    case SQLITE_FLOAT:
      return {GroupType::real, std::bit_cast<std::uint64_t>(sqlite3_value_double(value))};
    case SQLITE_TEXT: {
      const auto text = text_view_of(value).value_or("");
      if (last.type == GroupType::text && texts_[last.bits] == text) return last;
      return {GroupType::text, number_of(text)};
    }
    case SQLITE_BLOB:
      return {GroupType::blob, number_of(bytes_of(value))};
    default:
      return {};
  }
}

std::vector<std::uint64_t> Texts::in_order() const {
  std::vector<std::uint64_t> order(texts_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::uint64_t a, std::uint64_t b) { return texts_[a] < texts_[b]; });
  return order;
}

std::vector<std::uint64_t> Texts::places() const {
  const auto order = in_order();
  std::vector<std::uint64_t> places(order.size());
  for (std::size_t place = 0; place < order.size(); ++place) places[order[place]] = place;
  return places;
}

void ToldBytes::refuse() const {
  throw Error(ErrorKind::usage, std::string(function_) + ": these are no groups that it has told");
}

std::string_view ToldBytes::take(std::size_t bytes) {
  if (bytes > told_.size() - at_) refuse();
  at_ += bytes;
  return std::string_view(told_).substr(at_ - bytes, bytes);
}

std::size_t ToldBytes::take_number() {
  std::uint64_t number = 0;
  std::memcpy(&number, take(sizeof number).data(), sizeof number);
  return number;
}

std::vector<std::string_view> ToldBytes::take_texts() {
  std::vector<std::string_view> texts;
  for (std::size_t left = take_number(); left > 0; --left) texts.push_back(take(take_number()));
  return texts;
}

void Telling::bytes(std::string_view bytes) {
  // SQLite refuses as many, and so it does more than an int can count.
  constexpr std::size_t kMost = 1 << 30;
  sqlite3_str_append(told_, bytes.data(), static_cast<int>(std::min(bytes.size(), kMost)));
}

void Telling::text(std::string_view text) {
  number(text.size());
  bytes(text);
}

void Telling::give(sqlite3_context* context) {
  const int failed = sqlite3_str_errcode(told_);
  const auto size = static_cast<sqlite3_uint64>(sqlite3_str_length(told_));
  char* told = sqlite3_str_finish(std::exchange(told_, sqlite3_str_new(nullptr)));
  if (failed == SQLITE_OK) return sqlite3_result_blob64(context, told, size, sqlite3_free);
  sqlite3_free(told);
  if (failed == SQLITE_NOMEM) throw std::bad_alloc();
  sqlite3_result_error_toobig(context);
}

}  // namespace cf_billing
