// StoreStatistics: what the store counts for /metrics. LatencyHistogram and CommitCounters are
// written by the writers and read by anybody, without a lock.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace tollgate::mysql {

// Cumulative counts per upper bound, as Prometheus wants them.
class LatencyHistogram {
 public:
  // Upper bounds in microseconds; one more bucket counts what is slower.
  static constexpr std::array<std::uint32_t, 15> kBoundsMicros = {
      250,    500,    1'000,  2'000,   3'000,   4'000,     6'000,     8'000,
      12'000, 25'000, 50'000, 100'000, 500'000, 2'000'000, 10'000'000};
  using Counts = std::array<std::uint64_t, kBoundsMicros.size() + 1>;

  void record(std::chrono::microseconds latency);
  Counts counts() const;  // of each bucket alone
  std::uint64_t sum_micros() const { return sum_micros_.load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<std::uint64_t>, kBoundsMicros.size() + 1> buckets_{};
  std::atomic<std::uint64_t> sum_micros_{0};
};

struct CommitCounters {
  std::atomic<std::uint64_t> batches{0};
  std::atomic<std::uint64_t> changes{0};  // answered `committed`
  std::atomic<std::uint64_t> rows{0};
  std::atomic<std::uint64_t> conflicts{0};    // answered with a conflict
  std::atomic<std::uint64_t> unavailable{0};  // answered `unavailable`
  std::atomic<std::uint64_t> unknown{0};      // answered `unknown`
  std::atomic<std::uint64_t> redone{0};       // transactions that had to be run again
  std::atomic<std::uint64_t> reconnects{0};
  std::atomic<std::uint64_t> fenced{0};  // times a writer found its stream taken over
  LatencyHistogram latency;              // from commit() to its answer
};

struct StoreStatistics {
  std::uint64_t queued_changes = 0;
  std::uint64_t queued_bytes = 0;
  std::uint64_t queued_reads = 0;
  std::uint64_t batches = 0;
  std::uint64_t changes = 0;
  std::uint64_t rows = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t unavailable = 0;
  std::uint64_t unknown = 0;
  std::uint64_t redone = 0;
  std::uint64_t reconnects = 0;
  std::uint64_t fenced = 0;
  LatencyHistogram::Counts latency{};
  std::uint64_t latency_sum_micros = 0;

  // The upper bound of the bucket that holds this share (0 to 1) of the commits.
  std::uint64_t latency_micros_at(double share) const;
};

}  // namespace tollgate::mysql
