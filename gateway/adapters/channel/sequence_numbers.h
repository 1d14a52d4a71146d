// SequenceNumbers: the numbers of one channel account's operations, from blocks that are handed out
// once for all nodes together: two nodes on one terminal never send one trace number. next() never
// waits: the block that follows is fetched while the last one is used. Safe from any thread.
//
// A block is given up after kUsableFor: cut to six digits its numbers could else meet those of a
// busier node that has gone once around meanwhile. Until the first block, and while none can be
// fetched, the numbers are less than that: see next().
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

namespace tollgate::channel {

class SequenceNumbers {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  static constexpr std::uint64_t kBlockNumbers = 2000;
  static constexpr std::chrono::seconds kFreshFor{30};   // then a new block is fetched
  static constexpr std::chrono::seconds kUsableFor{60};  // then it is given up for the new one

  // Counts from `start` until the first block is given.
  explicit SequenceNumbers(std::uint64_t start) : next_(start), end_(~std::uint64_t{0}) {}

  // A number that nobody else gets, when blocks come in time. When they do not (the database is
  // away, and no operation can begin), the numbers of the last block go round: the messages of a
  // connection need one, and theirs meet no operation's.
  std::uint64_t next(SteadyTime now);
  // Whether a block should be fetched.
  bool wants_block(SteadyTime now) const;
  void give(std::uint64_t first, std::uint64_t count, SteadyTime now);

 private:
  struct Block {
    std::uint64_t first = 0;
    std::uint64_t end = 0;  // one behind the last; 0: there is no block
    SteadyTime given{};
  };
  bool must_change(SteadyTime now) const;

  mutable std::mutex mutex_;
  std::uint64_t next_;
  std::uint64_t end_;
  Block current_;
  Block following_;
};

}  // namespace tollgate::channel
