// ExecutorDelay: how long work waits before a thread of an executor takes it, measured with a
// canary: an empty piece of work, one at a time, sent when somebody asks. Safe from any thread.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "gateway/base/clock.h"

namespace tollgate {

class ExecutorDelay {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  using ReadTime = std::function<SteadyTime()>;

  explicit ExecutorDelay(boost::asio::any_io_executor executor,
                         ReadTime read_time = std::chrono::steady_clock::now)
      : executor_(std::move(executor)), canary_(std::make_shared<Canary>(std::move(read_time))) {}

  // What the last canary waited, or what the one under way has waited so far if that is longer.
  // Zero when nobody asked lately: what was measured then says nothing about now.
  Duration now();

 private:
  struct Canary {
    explicit Canary(ReadTime reader) : read_time(std::move(reader)) {}
    const ReadTime read_time;
    std::atomic<SteadyTime> sent_at{};  // the epoch: none is under way
    std::atomic<SteadyTime> came_back_at{};
    std::atomic<Duration> waited{};
  };

  boost::asio::any_io_executor executor_;
  std::shared_ptr<Canary> canary_;  // it may outlive this
};

}  // namespace tollgate
