// What scripted.so lets its tests see, as an ability of its channel.
#pragma once

#include <atomic>
#include <cstdint>

inline constexpr const char* kScriptedCounters = "test.counters/1";

struct ScriptedCounters {
  std::atomic<std::uint64_t> begun{0};
  std::atomic<std::uint64_t> finished{0};
  std::atomic<std::uint64_t> destroyed{0};
  std::atomic<std::int32_t> last_wire_status{0};
};
