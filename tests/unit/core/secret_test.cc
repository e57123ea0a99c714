#include "core/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "support/bodies.h"

namespace cf_billing {
namespace {

/// What was freed, and what of it was no zero.
struct Freed {
  int blocks = 0;
  std::string left_over;
};
Freed& freed() {
  static Freed record;
  return record;
}

/// Looks at the memory that it gets back.
struct RecordingAllocator {
  char* allocate(std::size_t count) { return std::allocator<char>().allocate(count); }
  void deallocate(char* bytes, std::size_t count) {
    ++freed().blocks;
    std::copy_if(bytes, bytes + count, std::back_inserter(freed().left_over),
                 [](char c) { return c != '\0'; });
    std::allocator<char>().deallocate(bytes, count);
  }
};
using Recorded = BasicSecret<RecordingAllocator>;

class SecretTest : public testing::Test {
 protected:
  void SetUp() override { freed() = {}; }
  /// So many blocks were given back since the last look, each overwritten.
  static void expect_wiped(int blocks) {
    EXPECT_EQ(freed().blocks, blocks);
    EXPECT_EQ(freed().left_over, "");
    freed() = {};
  }
  const std::string short_ = "hunter-2";  // A string would keep it in the object.
  const std::string long_ = kExampleToken;
};

TEST_F(SecretTest, the_recorder_sees_what_is_not_wiped) {
  char* bytes = RecordingAllocator().allocate(3);
  std::copy_n("abc", 3, bytes);
  RecordingAllocator().deallocate(bytes, 3);
  EXPECT_EQ(freed().left_over, "abc");
}

TEST_F(SecretTest, holds_the_text) {
  for (const std::string& text : {short_, long_, std::string(), std::string("a\0b", 3)}) {
    const Secret secret(text);
    EXPECT_EQ(secret.reveal(), text);
    EXPECT_EQ(secret.empty(), text.empty());
    EXPECT_EQ(std::string(secret.reveal_c_str()), text.c_str());
    EXPECT_EQ(secret, Secret(text));
    EXPECT_NE(secret, Secret(text + "x"));
  }
  EXPECT_EQ(Secret().reveal(), "");
}

TEST_F(SecretTest, wipes_when_it_goes) {
  for (const std::string& text : {short_, long_}) {
    { const Recorded secret(text); }
    expect_wiped(1);
  }
}

TEST_F(SecretTest, wipes_when_copied_and_the_copies_go) {
  {
    const Recorded secret(long_);
    const Recorded copy(secret);  // NOLINT(performance-unnecessary-copy-initialization)
    EXPECT_EQ(copy, secret);
    expect_wiped(0);
  }
  expect_wiped(2);
}

TEST_F(SecretTest, wipes_the_old_text_at_once_when_another_is_assigned) {
  Recorded secret(long_);
  const Recorded shorter(short_);
  secret = shorter;  // In place, the rest of the long one would stay.
  expect_wiped(1);
  EXPECT_EQ(secret.reveal(), short_);
  secret = Recorded(long_);
  expect_wiped(1);
  EXPECT_EQ(secret.reveal(), long_);
  secret = Recorded();
  expect_wiped(1);
  EXPECT_TRUE(secret.empty());
}

TEST_F(SecretTest, leaves_nothing_where_it_moved_from) {
  for (const std::string& text : {short_, long_}) {
    freed() = {};
    Recorded from(text);
    const Recorded to(std::move(from));
    EXPECT_EQ(to.reveal(), text);
    EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move)
    const auto* bytes = reinterpret_cast<const char*>(&from);
    EXPECT_EQ(std::string(bytes, sizeof from).find(text), std::string::npos);
    expect_wiped(0);
  }
}

TEST_F(SecretTest, wipes_when_cleared) {
  Recorded secret(long_);
  secret.clear();
  expect_wiped(1);
  EXPECT_TRUE(secret.empty());
}

TEST_F(SecretTest, is_joined_without_a_copy_on_the_way) {
  const Recorded token(long_);
  {
    const Recorded line = Recorded::joined({"Authorization: Bearer ", token.reveal()});
    EXPECT_EQ(line.reveal(), "Authorization: Bearer " + long_);
    expect_wiped(0);
  }
  expect_wiped(1);
  EXPECT_TRUE(Recorded::joined({}).empty());
  EXPECT_TRUE(Recorded::joined({"", ""}).empty());
}

TEST_F(SecretTest, wipes_what_a_vector_of_them_moves) {
  {
    std::vector<Recorded> several;
    for (int i = 0; i < 9; ++i) several.emplace_back(i % 2 == 0 ? short_ : long_);
    several.erase(several.begin() + 3);
  }
  EXPECT_EQ(freed().left_over, "");
  EXPECT_EQ(freed().blocks, 9);
}

}  // namespace
}  // namespace cf_billing
