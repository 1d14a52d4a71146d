// Counter: a number that one thread changes and any thread reads.
#pragma once

#include <atomic>
#include <cstdint>

namespace tollgate::http {

class Counter {
 public:
  // The one writer needs no locked instruction.
  void add(std::uint64_t amount = 1) { set(value() + amount); }
  void subtract(std::uint64_t amount = 1) { set(value() - amount); }
  void set(std::uint64_t value) { value_.store(value, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace tollgate::http
