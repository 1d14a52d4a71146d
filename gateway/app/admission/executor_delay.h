// ExecutorDelay: how long work waits before a thread of an executor takes it, measured with a
// canary: an empty piece of work, one at a time, sent when somebody asks. Safe from any thread.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>

#include "gateway/base/clock.h"

namespace tollgate {

class ExecutorDelay {
 public:
  explicit ExecutorDelay(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  // What the last canary waited, or what the one under way has waited so far if that is longer.
  // Zero when nobody asked lately: what was measured then says nothing about now.
  Duration now();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  struct Canary {
    std::atomic<bool> is_under_way{false};
    std::atomic<SteadyTime> sent_at{};
    std::atomic<SteadyTime> came_back_at{};
    std::atomic<Duration> waited{};
  };

  boost::asio::any_io_executor executor_;
  std::shared_ptr<Canary> canary_ = std::make_shared<Canary>();  // it may outlive this
};

}  // namespace tollgate
