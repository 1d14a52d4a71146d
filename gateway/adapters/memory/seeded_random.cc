#include "gateway/adapters/memory/seeded_random.h"

#include "gateway/base/check.h"

namespace tollgate::memory {

// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, every seed is a good one.
std::uint64_t SeededRandom::step() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  return mixed ^ (mixed >> 31);
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
  const std::lock_guard lock(mutex_);
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % sizeof word == 0) word = step();
    bytes[i] = static_cast<std::uint8_t>(word);
    word >>= 8;
  }
}

std::uint64_t SeededRandom::below(std::uint64_t bound) {
  CHECK(bound > 0);
  const std::lock_guard lock(mutex_);
  // The high half of a 128-bit product; its bias is below bound / 2^64.
  return static_cast<std::uint64_t>((static_cast<unsigned __int128>(step()) * bound) >> 64);
}

}  // namespace tollgate::memory
