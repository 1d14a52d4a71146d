#include "gateway/app/admission/executor_delay.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

namespace tollgate {
namespace {

using std::chrono::milliseconds;

// An executor whose one thread is the test, and a clock that it turns.
class ExecutorDelayTest : public testing::Test {
 protected:
  ExecutorDelay::SteadyTime time_{std::chrono::seconds(1)};
  boost::asio::io_context io_;
  ExecutorDelay delay_{io_.get_executor(), [this] { return time_; }};
};

TEST_F(ExecutorDelayTest, AnIdleExecutorDelaysNothing) {
  EXPECT_EQ(delay_.now(), Duration::zero());
  io_.run();
  EXPECT_EQ(delay_.now(), Duration::zero());
}

TEST_F(ExecutorDelayTest, GrowsWhileNoThreadTakesTheWork) {
  delay_.now();
  time_ += milliseconds(20);
  EXPECT_EQ(delay_.now(), Duration(milliseconds(20)));
  time_ += milliseconds(300);
  EXPECT_EQ(delay_.now(), Duration(milliseconds(320)));
}

TEST_F(ExecutorDelayTest, TellsWhatTheLastCanaryWaitedAsLongAsThatIsNews) {
  delay_.now();
  time_ += milliseconds(30);
  io_.run();
  time_ += milliseconds(99);
  EXPECT_EQ(delay_.now(), Duration(milliseconds(30)));
  io_.restart();
  io_.run();  // another one, which waited for nothing
  time_ += milliseconds(1);
  EXPECT_EQ(delay_.now(), Duration::zero());
}

TEST_F(ExecutorDelayTest, WhatWasMeasuredLongAgoSaysNothing) {
  delay_.now();
  time_ += milliseconds(30);
  io_.run();
  time_ += milliseconds(100);
  EXPECT_EQ(delay_.now(), Duration::zero());
}

TEST_F(ExecutorDelayTest, HasOneCanaryUnderWayHoweverOftenItIsAsked) {
  for (int i = 0; i < 1000; ++i) delay_.now();
  EXPECT_EQ(io_.run(), 1U);
}

TEST(ExecutorDelay, ItsCanaryMayComeBackWhenItIsGone) {
  boost::asio::io_context io;
  std::make_unique<ExecutorDelay>(io.get_executor())->now();
  EXPECT_EQ(io.run(), 1U);
}

}  // namespace
}  // namespace tollgate
