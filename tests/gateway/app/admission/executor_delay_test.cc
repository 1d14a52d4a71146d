#include "gateway/app/admission/executor_delay.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>

namespace tollgate {
namespace {

using std::chrono::milliseconds;

TEST(ExecutorDelayTest, AnIdleExecutorDelaysNothing) {
  boost::asio::io_context io;
  ExecutorDelay delay(io.get_executor());
  EXPECT_EQ(delay.now(), Duration::zero());
}

TEST(ExecutorDelayTest, GrowsWhileNoThreadTakesTheWork) {
  boost::asio::io_context io;  // nobody runs it
  ExecutorDelay delay(io.get_executor());
  delay.now();
  std::this_thread::sleep_for(milliseconds(20));
  const Duration first = delay.now();
  EXPECT_GE(first, milliseconds(20));
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_GE(delay.now(), first + milliseconds(20));
}

TEST(ExecutorDelayTest, TellsWhatTheLastCanaryWaited) {
  boost::asio::io_context io;
  ExecutorDelay delay(io.get_executor());
  boost::asio::post(io, [] { std::this_thread::sleep_for(milliseconds(30)); });
  delay.now();  // its canary stands behind the slow work
  io.run();
  EXPECT_GE(delay.now(), milliseconds(30));
}

TEST(ExecutorDelayTest, WhatWasMeasuredLongAgoSaysNothing) {
  boost::asio::io_context io;
  ExecutorDelay delay(io.get_executor());
  boost::asio::post(io, [] { std::this_thread::sleep_for(milliseconds(30)); });
  delay.now();
  io.run();
  std::this_thread::sleep_for(milliseconds(120));
  EXPECT_EQ(delay.now(), Duration::zero());
}

TEST(ExecutorDelayTest, HasOneCanaryUnderWayHoweverOftenItIsAsked) {
  boost::asio::io_context io;
  ExecutorDelay delay(io.get_executor());
  for (int i = 0; i < 1000; ++i) delay.now();
  EXPECT_EQ(io.run(), 1U);
}

TEST(ExecutorDelayTest, ItsCanaryMayComeBackWhenItIsGone) {
  boost::asio::io_context io;
  std::make_unique<ExecutorDelay>(io.get_executor())->now();
  EXPECT_EQ(io.run(), 1U);
}

}  // namespace
}  // namespace tollgate
