#include "gateway/app/webhooks/schedule.h"

#include <gtest/gtest.h>

namespace tollgate {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(WebhookSchedule, IsThatOfStandardWebhooksWithinATenth) {
  const std::vector<Duration> expected = {seconds(5), minutes(5), minutes(30), hours(2), hours(5),
                                          hours(10),  hours(14),  hours(20),   hours(24)};
  SystemRandom random;
  for (std::uint32_t finished = 1; finished <= expected.size(); ++finished) {
    Duration least = hours(100);
    Duration most{0};
    for (int i = 0; i < 1000; ++i) {
      const auto delay = delay_after(finished, Duration(0), random);
      ASSERT_TRUE(delay);
      least = std::min(least, *delay);
      most = std::max(most, *delay);
    }
    const Duration delay = expected[finished - 1];
    EXPECT_GE(least, delay * 9 / 10);
    EXPECT_LE(most, delay * 11 / 10);
    EXPECT_LT(least, delay * 95 / 100) << "there is no jitter";
    EXPECT_GT(most, delay * 105 / 100) << "there is no jitter";
  }
}

TEST(WebhookSchedule, GivesUpAfterTheLastAttempt) {
  SystemRandom random;
  EXPECT_FALSE(delay_after(kWebhookAttemptsMax, Duration(0), random));
  EXPECT_FALSE(delay_after(kWebhookAttemptsMax + 5, hours(1), random));
}

TEST(WebhookSchedule, HonoursRetryAfterWithinADay) {
  SystemRandom random;
  EXPECT_EQ(*delay_after(1, minutes(7), random), minutes(7));
  EXPECT_EQ(*delay_after(1, hours(24 * 30), random), kRetryAfterMax);
  // Sooner than the schedule is not for the endpoint to ask.
  EXPECT_GE(*delay_after(2, seconds(1), random), minutes(4));
}

}  // namespace
}  // namespace tollgate
