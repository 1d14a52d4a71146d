// ManualClock: time that stands still until a test or the simulation moves it. Safe from any
// thread.
#pragma once

#include <atomic>

#include "gateway/base/check.h"
#include "gateway/base/clock.h"

namespace tollgate::memory {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start) : micros_(unix_micros(start)) {}

  Timestamp now() const override { return from_unix_micros(micros_.load()); }
  void advance(Duration by) {
    CHECK(by >= Duration::zero());
    micros_.fetch_add(by.count());
  }
  // Never backwards.
  void advance_to(Timestamp time) {
    CHECK(time >= now());
    micros_.store(unix_micros(time));
  }

 private:
  std::atomic<std::int64_t> micros_;
};

}  // namespace tollgate::memory
