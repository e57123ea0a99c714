// Text that must never be shown: it wipes its memory when it goes, and has no way to be printed by
// accident.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

namespace cf_billing {

/// Overwrites memory in a way the optimiser keeps.
inline void wipe(char* bytes, std::size_t size) {
  volatile char* kept = bytes;
  for (std::size_t i = 0; i < size; ++i) kept[i] = 0;
}

/// Gives memory back overwritten, whoever grew, moved or dropped what was in it.
template <typename Upstream>
class WipingAllocator {
 public:
  using value_type = char;
  template <typename>
  struct rebind {  // Of characters only. NOLINT(readability-identifier-naming)
    using other = WipingAllocator;
  };
  char* allocate(std::size_t count) { return Upstream().allocate(count); }
  void deallocate(char* bytes, std::size_t count) noexcept {
    wipe(bytes, count);
    Upstream().deallocate(bytes, count);
  }
  bool operator==(const WipingAllocator&) const = default;
};

/// `Upstream`: where the memory comes from; a stateless allocator, another one in tests.
template <typename Upstream>
class BasicSecret {
 public:
  BasicSecret() = default;
  /// What `text` is read from is not wiped: that is the caller's.
  explicit BasicSecret(std::string_view text) : BasicSecret(joined({text})) {}
  BasicSecret(const BasicSecret&) = default;
  BasicSecret(BasicSecret&& other) noexcept { bytes_.swap(other.bytes_); }
  /// The old text is freed, and so wiped, here and now.
  BasicSecret& operator=(BasicSecret other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  ~BasicSecret() = default;

  /// The parts, one behind the other, without a copy elsewhere on the way.
  static BasicSecret joined(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) size += part.size();
    BasicSecret made;
    if (size == 0) return made;
    made.bytes_.reserve(size + 1);
    for (const std::string_view part : parts) {
      made.bytes_.insert(made.bytes_.end(), part.begin(), part.end());
    }
    made.bytes_.push_back('\0');
    return made;
  }
  void clear() noexcept { *this = BasicSecret(); }

  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  /// For the one place that sends it.
  [[nodiscard]] std::string_view reveal() const {
    return empty() ? std::string_view() : std::string_view(bytes_.data(), bytes_.size() - 1);
  }
  /// The same for a C library.
  [[nodiscard]] const char* reveal_c_str() const { return empty() ? "" : bytes_.data(); }
  bool operator==(const BasicSecret&) const = default;

 private:
  /// With a NUL behind the text; without text nothing. Not a string: a short one lies in the object
  /// itself, which no allocator frees.
  std::vector<char, WipingAllocator<Upstream>> bytes_;
};

using Secret = BasicSecret<std::allocator<char>>;

}  // namespace cf_billing
