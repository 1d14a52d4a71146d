// SeededRandom: the same bytes for the same seed, on every machine, so that a simulation can be
// played again. Never for secrets. Safe from any thread, but repeatable from one only.
#pragma once

#include <mutex>

#include "gateway/base/random.h"

namespace tollgate::memory {

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

  void fill(std::span<std::uint8_t> bytes) override;
  // Evenly from [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  // True in `numerator` of `denominator` cases.
  bool one_in(std::uint64_t numerator, std::uint64_t denominator) {
    return below(denominator) < numerator;
  }

 private:
  std::uint64_t step();

  std::mutex mutex_;
  std::uint64_t state_;
};

}  // namespace tollgate::memory
