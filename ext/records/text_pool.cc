#include "records/text_pool.h"

#include <algorithm>
#include <cstring>

#include "core/fingerprint.h"

namespace cf_billing {

namespace {

constexpr std::size_t kFirstChunk = 1U << 10U;
constexpr std::size_t kChunk = 64U << 10U;
constexpr std::size_t kFirstPlaces = 64;
/// What repeats is found among the first ones; remembering all would take more than it saves.
constexpr std::size_t kMostRemembered = 32'768;

}  // namespace

std::string_view TextPool::store(std::string_view text) {
  if (text.empty()) return "";
  if (text.size() > free_bytes_) {
    const std::size_t usual = std::min(kChunk, std::max(kFirstChunk, bytes_));
    const std::size_t size = std::max(usual, text.size());
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    bytes_ += size;
    // A text that fills its chunk leaves the one before it in use.
    if (size - text.size() < free_bytes_) {
      std::memcpy(chunks_.back().get(), text.data(), text.size());
      return {chunks_.back().get(), text.size()};
    }
    free_ = chunks_.back().get();
    free_bytes_ = size;
  }
  std::memcpy(free_, text.data(), text.size());
  const std::string_view stored(free_, text.size());
  free_ += text.size();
  free_bytes_ -= text.size();
  return stored;
}

std::string_view TextPool::intern(std::string_view text) {
  if (text.empty()) return "";
  if (remembered_ * 2 >= known_.size()) grow();
  const std::size_t mask = known_.size() - 1;
  std::size_t place = fingerprint_of(text) & mask;
  while (known_[place].data() != nullptr && known_[place] != text) place = (place + 1) & mask;
  if (known_[place].data() != nullptr) return known_[place];
  const std::string_view stored = store(text);
  if (remembered_ < kMostRemembered) {
    known_[place] = stored;
    ++remembered_;
  }
  return stored;
}

void TextPool::grow() {
  const std::vector<std::string_view> before = std::move(known_);
  known_.assign(before.empty() ? kFirstPlaces : before.size() * 2, {});
  const std::size_t mask = known_.size() - 1;
  for (const std::string_view text : before) {
    if (text.data() == nullptr) continue;
    std::size_t place = fingerprint_of(text) & mask;
    while (known_[place].data() != nullptr) place = (place + 1) & mask;
    known_[place] = text;
  }
}

void TextPool::forget() {
  known_ = {};
  remembered_ = 0;
}

}  // namespace cf_billing
