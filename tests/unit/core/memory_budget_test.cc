// What the answers of a connection take together.
#include "core/memory_budget.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

TEST(MemoryBudget, counts_what_its_shares_take_until_they_go) {
  const auto budget = std::make_shared<MemoryBudget>();
  budget->set_limit(100);
  {
    MemoryShare one(budget);
    MemoryShare other(budget);
    EXPECT_TRUE(one.set(60));
    EXPECT_TRUE(budget->is_short());
    EXPECT_TRUE(other.set(40));
    EXPECT_FALSE(other.set(41));
    EXPECT_TRUE(budget->is_exceeded());
    EXPECT_TRUE(one.set(10));
    EXPECT_EQ(budget->used(), 51U);
  }
  EXPECT_EQ(budget->used(), 0U);
  EXPECT_FALSE(budget->is_short());
}

TEST(MemoryBudget, need_not_be_there) { EXPECT_TRUE(MemoryShare().set(SIZE_MAX)); }

}  // namespace
}  // namespace cf_billing
