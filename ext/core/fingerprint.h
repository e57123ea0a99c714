// A 64-bit hash that is the same in every process and build: rowids come from it. Not for anything
// an attacker could gain by.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cf_billing {

/// Eight bytes at a time, in the steps of MurmurHash3: every byte of every answer goes through it.
class Fingerprint {
 public:
  /// With its length, so that no two sequences of texts look alike, wherever one ends.
  Fingerprint& add(std::string_view bytes) {
    const char* at = bytes.data();
    const std::size_t size = bytes.size();
    step(size);
    if (size >= 8) {
      for (std::size_t done = 0; done + 8 < size; done += 8) step(load<std::uint64_t>(at + done));
      // The last ones once more together with some before them: the length tells which.
      step(load<std::uint64_t>(at + size - 8));
    } else if (size >= 4) {
      step(load<std::uint32_t>(at) | std::uint64_t{load<std::uint32_t>(at + size - 4)} << 32U);
    } else if (size > 0) {
      step(load<std::uint8_t>(at) | std::uint64_t{load<std::uint8_t>(at + size / 2)} << 8U |
           std::uint64_t{load<std::uint8_t>(at + size - 1)} << 16U);
    }
    return *this;
  }
  Fingerprint& add(std::uint64_t number) {
    step(number);
    return *this;
  }
  /// Says what comes next.
  Fingerprint& add(char mark) {
    step(static_cast<unsigned char>(mark));
    return *this;
  }

  [[nodiscard]] std::uint64_t value() const {
    std::uint64_t mixed = hash_;
    mixed = (mixed ^ (mixed >> 33)) * 0xff51afd7ed558ccdULL;
    mixed = (mixed ^ (mixed >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return mixed ^ (mixed >> 33);
  }

 private:
  /// Little-endian everywhere, from any address.
  template <typename Word>
  static Word load(const char* bytes) {
    Word word = 0;
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(&word, bytes, sizeof word);
    } else {
      for (std::size_t i = sizeof word; i-- > 0;) {
        word = static_cast<Word>(word << 8U | static_cast<unsigned char>(bytes[i]));
      }
    }
    return word;
  }
  void step(std::uint64_t word) {
    word = std::rotl(word * 0x87c37b91114253d5ULL, 31) * 0x4cf5ad432745937fULL;
    hash_ = std::rotl(hash_ ^ word, 27) * 5 + 0x52dce729;
  }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace cf_billing
