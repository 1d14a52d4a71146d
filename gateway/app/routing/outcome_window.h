// OutcomeWindow: how many of the last while's calls went well and how many did not, in slices of a
// tenth. For one thread: its owner has the lock. A clock that is set back loses the count, and the
// window fills anew.
#pragma once

#include <array>
#include <cstdint>

#include "gateway/base/clock.h"

namespace tollgate {

class OutcomeWindow {
 public:
  struct Counts {
    std::uint64_t good = 0;
    std::uint64_t bad = 0;
    std::uint64_t all() const { return good + bad; }
  };

  // `span` is at least a tenth of a millisecond.
  explicit OutcomeWindow(Duration span);

  void add(bool good, Timestamp now);
  Counts counts(Timestamp now) const;
  void clear();

 private:
  struct Slice {
    std::int64_t number = -1;  // of the slice of time that it counts
    Counts counts;
  };
  std::int64_t number_of(Timestamp now) const;

  std::int64_t slice_micros_;
  std::array<Slice, 10> slices_{};
};

}  // namespace tollgate
