// Pace: how long one piece of a thread's work takes, lately: a moving average over the last eight
// or so. Written by anybody, read by anybody; two that write at once may lose one measurement.
#pragma once

#include <atomic>
#include <chrono>

#include "gateway/base/clock.h"

namespace tollgate::mysql {

class Pace {
 public:
  // Measures from here to its end.
  class Measure {
   public:
    explicit Measure(Pace& pace) : pace_(pace) {}
    ~Measure() {
      pace_.note(std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begin_));
    }
    Measure(const Measure&) = delete;
    Measure& operator=(const Measure&) = delete;

   private:
    Pace& pace_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  };

  void note(Duration took) {
    const Duration before = lately_.load(std::memory_order_relaxed);
    lately_.store(before + (took - before) / 8, std::memory_order_relaxed);
  }
  Duration lately() const { return lately_.load(std::memory_order_relaxed); }

 private:
  std::atomic<Duration> lately_{};
};

}  // namespace tollgate::mysql
