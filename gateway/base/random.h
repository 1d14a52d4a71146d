// Random: where unpredictable bytes come from; the simulation gives a seeded one.
#pragma once

#include <cstdint>
#include <span>

namespace tollgate {

class Random {
 public:
  virtual ~Random() = default;
  // Fills all of `bytes`. Safe from any thread.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
  std::uint64_t next();
};

// OpenSSL's generator of the calling thread, which is seeded anew after a fork.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace tollgate
