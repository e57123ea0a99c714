// Long loops ask whether their query was interrupted.
#include "core/interrupt.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace cf_billing {
namespace {

int steps_until_interrupted(const InterruptQuestion* question) {
  InterruptCheck check(question);
  for (int step = 0; step < 1'000'000; ++step) {
    try {
      check();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::interrupted);
      return step;
    }
  }
  return -1;
}

TEST(Interrupt, is_asked_for_now_and_then_while_there_is_a_query) {
  InterruptQuestion question;
  EXPECT_EQ(steps_until_interrupted(nullptr), -1);
  EXPECT_EQ(steps_until_interrupted(&question), -1);
  const std::function<bool()> never = [] { return false; };
  const std::function<bool()> always = [] { return true; };
  const InterruptScope outer(question, never);
  EXPECT_EQ(steps_until_interrupted(&question), -1);
  {
    const InterruptScope inner(question, always);
    EXPECT_EQ(steps_until_interrupted(&question), 32'767);
    EXPECT_THROW(question.throw_if_interrupted(), Error);
  }
  EXPECT_EQ(steps_until_interrupted(&question), -1);
}

}  // namespace
}  // namespace cf_billing
