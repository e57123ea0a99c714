#include <gtest/gtest.h>

#include "records/field_value.h"

namespace cf_billing {
namespace {

TEST(FocusTimestamp, is_written_where_nothing_is_lost) {
  for (const char* value : {"2026-10-01T00:00:00Z", "2026-10-01T00:00:00.0Z",
                            "2026-10-01T00:00:00.000Z", "2026-10-01T00:00:00.000000000Z",
                            "2026-10-01T00:00:00+00:00", "2026-10-01T00:00:00.000+00:00"}) {
    EXPECT_EQ(focus_timestamp(value), "2026-10-01T00:00:00Z") << value;
  }
  EXPECT_EQ(focus_timestamp("2026-10-01T23:59:59.000Z"), "2026-10-01T23:59:59Z");
}

TEST(FocusTimestamp, leaves_everything_else_as_it_is) {
  for (const char* value : {"",
                            "2026-10-01",
                            "2026-10-01T00:00:00",
                            "2026-10-01T00:00:00.001Z",
                            "2026-10-01T00:00:00.0001Z",
                            "2026-10-01T00:00:00.Z",
                            "2026-10-01T00:00:00+02:00",
                            "2026-10-01T00:00:00-00:00",
                            "2026-10-01T00:00:00+0000",
                            "2026-10-01 00:00:00Z",
                            "2026-10-01t00:00:00z",
                            "2026-10-01T00:00Z",
                            "2026-02-30T00:00:00.000Z",
                            "2026-1-01T00:00:00.000Z",
                            "2026-10-01T00:00:00.000",
                            "2026-10-01T00:00:00.000Zx",
                            "2026-10-01T0:00:00.0000Z",
                            "now",
                            "2026-10-01T00:00:00,000Z",
                            "1790812800",
                            "2026-10-01T00-00-00.000Z"}) {
    EXPECT_EQ(focus_timestamp(value), value);
  }
}

}  // namespace
}  // namespace cf_billing
