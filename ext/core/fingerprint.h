// A 64-bit hash (FNV-1a with a final mix) that is the same in every process and build: rowids come
// from it. Not for anything an attacker could gain by.
#pragma once

#include <cstdint>
#include <string_view>

namespace cf_billing {

class Fingerprint {
 public:
  Fingerprint& add(std::string_view bytes) {
    for (const char c : bytes) step(static_cast<unsigned char>(c));
    return *this;
  }
  Fingerprint& add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
      step(static_cast<unsigned char>((number >> shift) & 0xff));
    }
    return *this;
  }

  [[nodiscard]] std::uint64_t value() const {
    // FNV leaves the high bits of short inputs alike; the finaliser of MurmurHash3 spreads them.
    std::uint64_t mixed = hash_;
    mixed = (mixed ^ (mixed >> 33)) * 0xff51afd7ed558ccdULL;
    mixed = (mixed ^ (mixed >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return mixed ^ (mixed >> 33);
  }

 private:
  void step(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace cf_billing
