#include "gateway/app/routing/outcome_window.h"

#include <gtest/gtest.h>

namespace tollgate {
namespace {

using std::chrono::seconds;

const Timestamp kStart = from_unix_micros(1'800'000'000'000'000);

TEST(OutcomeWindow, ForgetsWhatIsOlderThanItsSpan) {
  OutcomeWindow window(seconds(10));
  for (int second = 0; second < 10; ++second) window.add(second % 2 == 0, kStart + seconds(second));
  EXPECT_EQ(window.counts(kStart + seconds(9)).good, 5U);
  EXPECT_EQ(window.counts(kStart + seconds(9)).bad, 5U);
  EXPECT_EQ(window.counts(kStart + seconds(12)).all(), 7U);
  EXPECT_EQ(window.counts(kStart + seconds(18)).all(), 1U);
  EXPECT_EQ(window.counts(kStart + seconds(19)).all(), 0U);
}

TEST(OutcomeWindow, ASliceThatIsUsedAgainBeginsAtZero) {
  OutcomeWindow window(seconds(10));
  for (int i = 0; i < 100; ++i) window.add(true, kStart);
  window.add(false, kStart + seconds(10));
  EXPECT_EQ(window.counts(kStart + seconds(10)).good, 0U);
  EXPECT_EQ(window.counts(kStart + seconds(10)).bad, 1U);
}

TEST(OutcomeWindow, AClockThatIsSetBackStartsAnew) {
  OutcomeWindow window(seconds(10));
  window.add(false, kStart);
  const Timestamp back = kStart - std::chrono::hours(1);
  EXPECT_EQ(window.counts(back).all(), 0U);
  window.add(true, back);
  EXPECT_EQ(window.counts(back).good, 1U);
  EXPECT_EQ(window.counts(back).bad, 0U);
}

TEST(OutcomeWindow, ClearForgetsAll) {
  OutcomeWindow window(seconds(10));
  window.add(true, kStart);
  window.clear();
  EXPECT_EQ(window.counts(kStart).all(), 0U);
}

}  // namespace
}  // namespace tollgate
