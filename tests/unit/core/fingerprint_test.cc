#include "core/fingerprint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace cf_billing {
namespace {

std::uint64_t of(std::string_view text) { return Fingerprint().add(text).value(); }

/// Of a length, no two bytes alike.
std::string text_of(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('0' + i);
  return text;
}

TEST(Fingerprint, depends_on_every_byte_and_its_place) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string text = text_of(size);
    std::set<std::uint64_t> seen = {of(text)};
    for (std::size_t i = 0; i < size; ++i) {
      std::string changed = text;
      changed[i] = '!';
      EXPECT_TRUE(seen.insert(of(changed)).second) << size << " " << i;
      for (std::size_t j = 0; j < i; ++j) {
        std::string swapped = text;
        std::swap(swapped[i], swapped[j]);
        EXPECT_TRUE(seen.insert(of(swapped)).second) << size << " " << i << " " << j;
      }
    }
  }
}

TEST(Fingerprint, tells_lengths_apart) {
  std::set<std::uint64_t> seen;
  for (const char byte : {'\0', 'x'}) {
    for (std::size_t size = byte == '\0' ? 0 : 1; size < 40; ++size) {
      EXPECT_TRUE(seen.insert(of(std::string(size, byte))).second) << size;
    }
  }
}

TEST(Fingerprint, tells_apart_where_texts_end) {
  const std::string text = text_of(24);
  std::set<std::uint64_t> seen = {of(text)};
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const std::string_view all = text;
    EXPECT_TRUE(
        seen.insert(Fingerprint().add(all.substr(0, at)).add(all.substr(at)).value()).second)
        << at;
  }
}

TEST(Fingerprint, does_not_depend_on_where_the_text_lies) {
  const std::string text = text_of(21);
  for (std::size_t shift = 0; shift < 8; ++shift) {
    const std::string shifted = std::string(shift, ' ') + text;
    EXPECT_EQ(of(std::string_view(shifted).substr(shift)), of(text)) << shift;
  }
}

TEST(Fingerprint, is_the_same_in_every_build) {
  // XXH3's own value of nothing.
  EXPECT_EQ(fingerprint_of(""), 0x2d06800538d394c2U);
  EXPECT_EQ(
      Fingerprint().add(text_of(21)).add(std::uint64_t{7}).add('s').add("ab").add("abcde").value(),
      15256193766300471312U);
}

}  // namespace
}  // namespace cf_billing
