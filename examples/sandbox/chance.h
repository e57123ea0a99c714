// Invented figures that are the same in every run: everything is a hash of what it is for, so a
// figure does not depend on when, or after which other figures, it is made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "clock.h"

namespace sandbox {

// A hash that further parts are mixed into: Chance("zone").with(account_id).with(day).
class Chance {
 public:
  explicit Chance(std::string_view subject) { mix(subject); }

  [[nodiscard]] Chance with(std::string_view part) const {
    Chance more = *this;
    more.mix(part);
    return more;
  }
  [[nodiscard]] Chance with(std::uint64_t part) const {
    Chance more = *this;
    more.state_ = scramble(more.state_ ^ scramble(part));
    return more;
  }
  [[nodiscard]] Chance with(Day day) const {
    return with(static_cast<std::uint64_t>(day.time_since_epoch().count()));
  }

  std::uint64_t bits() const { return scramble(state_); }
  // True once in n.
  bool one_in(std::uint64_t n) const { return bits() % n == 0; }
  // In [0, 1).
  double fraction() const { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
  double between(double low, double high) const { return low + (high - low) * fraction(); }
  // `length` symbols drawn from `alphabet`.
  std::string symbols(std::string_view alphabet, std::size_t length) const {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) {
      text += alphabet[with(i).bits() % alphabet.size()];
    }
    return text;
  }
  std::string hex_id() const { return symbols("0123456789abcdef", 32); }

 private:
  static std::uint64_t scramble(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
  }
  void mix(std::string_view part) {
    for (const char c : part) {
      state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    state_ = scramble(state_);
  }

  std::uint64_t state_ = 0xcbf29ce484222325U;
};

}  // namespace sandbox
