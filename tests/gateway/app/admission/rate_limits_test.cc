#include "gateway/app/admission/rate_limits.h"

#include <gtest/gtest.h>

#include "gateway/base/random.h"

namespace tollgate {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class RateLimitsTest : public testing::Test {
 protected:
  int accepted(ApiKeyId key, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limits_.count(key, now_).is_within ? 1 : 0;
    return count;
  }

  SystemRandom random_;
  Timestamp now_{seconds(1'000'000)};
  ApiKeyId key_ = ApiKeyId::make(now_, random_);
  ApiKeyId other_ = ApiKeyId::make(now_, random_);
  RateLimits limits_{{.per_second = 10, .burst = 30}};
};

TEST_F(RateLimitsTest, AKeyHasItsBurstAndThenItsRate) {
  EXPECT_EQ(accepted(key_, 100), 30);
  now_ += seconds(1);
  EXPECT_EQ(accepted(key_, 100), 10);
  now_ += seconds(100);
  EXPECT_EQ(accepted(key_, 100), 30);
  EXPECT_EQ(limits_.refused_count(), 70U + 90U + 70U);
}

TEST_F(RateLimitsTest, OneKeyTakesNothingFromAnother) {
  accepted(key_, 100);
  EXPECT_EQ(accepted(other_, 30), 30);
}

TEST_F(RateLimitsTest, TellsWhatIsLeftAndWhenMoreIs) {
  const RateStanding first = limits_.count(key_, now_);
  EXPECT_TRUE(first.is_within);
  EXPECT_EQ(first.tokens, 29U);
  EXPECT_EQ(first.full, Duration(milliseconds(100)));
  EXPECT_EQ(first.next, Duration::zero());
  accepted(key_, 29);
  const RateStanding refused = limits_.count(key_, now_);
  EXPECT_FALSE(refused.is_within);
  EXPECT_EQ(refused.tokens, 0U);
  EXPECT_EQ(refused.next, Duration(milliseconds(100)));
  EXPECT_EQ(refused.full, Duration(seconds(3)));
}

TEST_F(RateLimitsTest, AClockThatGoesBackGivesNothing) {
  EXPECT_EQ(accepted(key_, 100), 30);
  now_ -= seconds(3600);
  EXPECT_EQ(accepted(key_, 100), 0);
  now_ += seconds(1);
  EXPECT_EQ(accepted(key_, 100), 10);
}

}  // namespace
}  // namespace tollgate
