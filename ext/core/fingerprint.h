// A 64-bit hash that is the same in every process and build: rowids come from it. Not for anything
// an attacker could gain by.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdint>
#include <string_view>

namespace cf_billing {

/// XXH3 of the bytes. Different seeds are different hashes.
inline std::uint64_t fingerprint_of(std::string_view bytes, std::uint64_t seed = 0) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

inline std::uint64_t fingerprint_of(std::uint64_t number, std::uint64_t seed) {
  char bytes[sizeof number];
  // Little-endian everywhere.
  for (std::size_t i = 0; i < sizeof number; ++i) bytes[i] = static_cast<char>(number >> (8 * i));
  return fingerprint_of(std::string_view(bytes, sizeof bytes), seed);
}

/// Of several values, one after the other: the hash of those before is the seed of the next.
class Fingerprint {
 public:
  /// With its length, so that no two sequences of texts look alike, wherever one ends.
  Fingerprint& add(std::string_view bytes) {
    hash_ = fingerprint_of(bytes, hash_);
    return *this;
  }
  Fingerprint& add(std::uint64_t number) {
    hash_ = fingerprint_of(number, hash_);
    return *this;
  }
  /// Says what comes next.
  Fingerprint& add(char mark) { return add(std::string_view(&mark, 1)); }

  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace cf_billing
