#include "gateway/adapters/memory/manual_clock.h"

#include <gtest/gtest.h>

namespace tollgate::memory {
namespace {

TEST(ManualClock, MovesOnlyWhenTold) {
  ManualClock clock(from_unix_micros(1'000'000));
  EXPECT_EQ(unix_micros(clock.now()), 1'000'000);
  clock.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(unix_micros(clock.now()), 1'001'000);
  clock.advance_to(from_unix_micros(5'000'000));
  EXPECT_EQ(unix_micros(clock.now()), 5'000'000);
}

TEST(ManualClockDeathTest, NeverGoesBack) {
  ManualClock clock(from_unix_micros(10));
  EXPECT_DEATH(clock.advance_to(from_unix_micros(9)), "time >= now");
}

}  // namespace
}  // namespace tollgate::memory
