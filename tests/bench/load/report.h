// The one JSON line in which tollgate_load tells what it measured.
#pragma once

#include <map>
#include <string>

#include "tests/bench/load/payments.h"

namespace tollgate::bench {

// The processor time each watched process used between begin and end; "load" is this program.
using CpuUse = std::map<std::string, Duration>;

// Shape: {"payments": N, "seconds": s, "payments_per_second": N/s, "p50_ms": …, "p99_ms": …,
// "p999_ms": …, "errors": N, "repeated_ids": N, "wrong": {"503": N}, "lost": N,
// "cpu_us_per_payment": {"gateway": …}}. Latencies run from when a request was due to its answer.
std::string report_line(Tally& tally, Duration window, const CpuUse& cpu);

}  // namespace tollgate::bench
