// Clock: where time comes from. Nothing else in the gateway reads a clock, so a test or the
// simulation decides what time it is. Every implementation is safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tollgate {

using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;  // UTC
using Duration = std::chrono::microseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
};

inline std::int64_t unix_seconds(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}
inline std::int64_t unix_micros(Timestamp time) { return time.time_since_epoch().count(); }
inline Timestamp from_unix_micros(std::int64_t micros) { return Timestamp(Duration(micros)); }

// RFC 3339 in UTC with microseconds: "2026-11-21T12:30:00.000001Z".
std::string to_rfc3339(Timestamp time);

}  // namespace tollgate
