#include "gateway/app/routing/circuit_breaker.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "gateway/adapters/memory/manual_clock.h"

namespace tollgate {
namespace {

using std::chrono::seconds;

class CircuitBreakerTest : public testing::Test {
 protected:
  static BreakerLimits limits() {
    BreakerLimits some;
    some.window = seconds(10);
    some.minimum_calls = 10;
    some.failure_percent = 50;
    some.open_for = seconds(5);
    some.probes = 3;
    return some;
  }
  void call(CallResult result) { breaker_.record(breaker_.admit(now()), result, now()); }
  void calls(int count, CallResult result) {
    for (int i = 0; i < count; ++i) call(result);
  }
  void open() {
    calls(10, CallResult::failure);
    ASSERT_EQ(breaker_.state(now()), BreakerState::open);
  }
  Timestamp now() const { return clock_.now(); }
  BreakerState state() const { return breaker_.state(now()); }

  memory::ManualClock clock_{from_unix_micros(1'800'000'000'000'000)};
  CircuitBreaker breaker_{limits()};
};

TEST_F(CircuitBreakerTest, FewerCallsThanTheMinimumSayNothing) {
  calls(9, CallResult::failure);
  EXPECT_EQ(state(), BreakerState::closed);
  call(CallResult::failure);
  EXPECT_EQ(state(), BreakerState::open);
  EXPECT_FALSE(breaker_.admit(now()).admitted);
}

TEST_F(CircuitBreakerTest, OpensAtTheLimitAndNotBelow) {
  calls(11, CallResult::success);
  calls(10, CallResult::failure);
  EXPECT_EQ(state(), BreakerState::closed);  // 10 of 21
  call(CallResult::failure);
  EXPECT_EQ(state(), BreakerState::open);  // 11 of 22
}

TEST_F(CircuitBreakerTest, WhatSaysNothingIsNotCounted) {
  calls(100, CallResult::none);
  calls(9, CallResult::failure);
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_F(CircuitBreakerTest, OldFailuresAreForgotten) {
  calls(9, CallResult::failure);
  clock_.advance(seconds(11));
  calls(9, CallResult::failure);
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_F(CircuitBreakerTest, ZeroPercentNeverOpens) {
  BreakerLimits never = limits();
  never.failure_percent = 0;
  CircuitBreaker breaker(never);
  for (int i = 0; i < 1000; ++i) breaker.record(breaker.admit(now()), CallResult::failure, now());
  EXPECT_EQ(breaker.state(now()), BreakerState::closed);
}

TEST_F(CircuitBreakerTest, AfterItsTimeAsManyProbesAsAskedForAndNoMore) {
  open();
  clock_.advance(seconds(4));
  EXPECT_FALSE(breaker_.would_admit(now()));
  EXPECT_FALSE(breaker_.admit(now()).admitted);
  clock_.advance(seconds(1));
  EXPECT_TRUE(breaker_.would_admit(now()));
  EXPECT_EQ(state(), BreakerState::half_open);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(breaker_.admit(now()).probe);
  EXPECT_FALSE(breaker_.admit(now()).admitted);
  EXPECT_FALSE(breaker_.would_admit(now()));
}

TEST_F(CircuitBreakerTest, ClosesWhenEveryProbeSucceeds) {
  open();
  clock_.advance(seconds(5));
  calls(2, CallResult::success);
  EXPECT_EQ(state(), BreakerState::half_open);
  call(CallResult::success);
  EXPECT_EQ(state(), BreakerState::closed);
  calls(9, CallResult::failure);  // the window began anew
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_F(CircuitBreakerTest, OneFailedProbeOpensItForItsWholeTimeAgain) {
  open();
  clock_.advance(seconds(5));
  calls(2, CallResult::success);
  call(CallResult::failure);
  EXPECT_EQ(state(), BreakerState::open);
  clock_.advance(seconds(4));
  EXPECT_FALSE(breaker_.admit(now()).admitted);
  clock_.advance(seconds(1));
  EXPECT_TRUE(breaker_.admit(now()).admitted);
}

TEST_F(CircuitBreakerTest, AProbeThatSaysNothingGivesItsPlaceBack) {
  open();
  clock_.advance(seconds(5));
  calls(50, CallResult::none);
  EXPECT_EQ(state(), BreakerState::half_open);
  EXPECT_TRUE(breaker_.would_admit(now()));
}

TEST_F(CircuitBreakerTest, WhatWasSentBeforeItOpenedSaysNothingAfterwards) {
  std::vector<CircuitBreaker::Permit> slow;
  for (int i = 0; i < 50; ++i) slow.push_back(breaker_.admit(now()));
  open();
  clock_.advance(seconds(5));
  calls(3, CallResult::success);
  ASSERT_EQ(state(), BreakerState::closed);
  for (const auto& permit : slow) breaker_.record(permit, CallResult::failure, now());
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_F(CircuitBreakerTest, WhatMustPassIsNeverAProbeAndDoesNotCloseIt) {
  open();
  for (int i = 0; i < 10; ++i) {
    const auto permit = breaker_.pass();
    EXPECT_TRUE(permit.admitted);
    EXPECT_FALSE(permit.probe);
    breaker_.record(permit, CallResult::success, now());
  }
  EXPECT_EQ(state(), BreakerState::open);
}

TEST_F(CircuitBreakerTest, WhatMustPassCanOpenIt) {
  for (int i = 0; i < 10; ++i) breaker_.record(breaker_.pass(), CallResult::failure, now());
  EXPECT_EQ(state(), BreakerState::open);
}

TEST(CircuitBreaker, AClockThatIsSetBackDoesNotKeepItOpen) {
  BreakerLimits limits;
  limits.minimum_calls = 1;
  CircuitBreaker breaker(limits);
  const Timestamp now = from_unix_micros(1'800'000'000'000'000);
  breaker.record(breaker.admit(now), CallResult::failure, now);
  EXPECT_FALSE(breaker.admit(now).admitted);
  EXPECT_TRUE(breaker.admit(now - std::chrono::hours(1)).probe);
}

TEST(CircuitBreaker, ThreadsNeverGetMoreProbesThanThereAre) {
  BreakerLimits limits;
  limits.minimum_calls = 1;
  limits.probes = 3;
  const Timestamp start = from_unix_micros(1'800'000'000'000'000);
  for (int round = 0; round < 200; ++round) {
    CircuitBreaker breaker(limits);
    breaker.record(breaker.admit(start), CallResult::failure, start);
    const Timestamp later = start + limits.open_for;
    std::atomic<int> admitted{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i) admitted += breaker.admit(later).admitted ? 1 : 0;
      });
    for (auto& thread : threads) thread.join();
    ASSERT_EQ(admitted, 3);
  }
}

}  // namespace
}  // namespace tollgate
