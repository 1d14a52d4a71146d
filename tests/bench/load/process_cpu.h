// How much processor time processes have used, read from /proc. Safe from any thread.
#pragma once

#include <cstdint>

#include "gateway/base/clock.h"
#include "gateway/base/result.h"

namespace tollgate::bench {

// User and system time of all threads since the start, in steps of the kernel's clock tick (10 ms).
// Error: not_found when there is no such process.
Result<Duration> cpu_time_of(std::int64_t pid);

}  // namespace tollgate::bench
