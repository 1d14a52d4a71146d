#include "tests/bench/load/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/bench/load/percentile.h"

namespace tollgate::bench {
std::string report_line(Tally& tally, Duration window, const CpuUse& cpu) {
  auto& latencies = tally.latencies_us;
  std::sort(latencies.begin(), latencies.end());
  const auto payments = static_cast<double>(latencies.size());
  const double seconds = static_cast<double>(window.count()) / 1e6;
  std::string wrong;
  for (const auto& [status, count] : tally.wrong)
    wrong += fmt::format("{}\"{}\": {}", wrong.empty() ? "" : ", ", status, count);
  std::string uses;
  for (const auto& [process, used] : cpu)
    uses += fmt::format("{}\"{}\": {:.1f}", uses.empty() ? "" : ", ", process,
                        static_cast<double>(used.count()) / std::max(payments, 1.0));
  return fmt::format(R"({{"payments": {}, "seconds": {:.3f}, "payments_per_second": {:.1f}, )"
                     R"("p50_ms": {:.3f}, "p99_ms": {:.3f}, "p999_ms": {:.3f}, )"
                     R"("errors": {}, "repeated_ids": {}, "wrong": {{{}}}, "lost": {}, )"
                     R"("cpu_us_per_payment": {{{}}}}})",
                     latencies.size(), seconds, payments / seconds, percentile_ms(latencies, 0.5),
                     percentile_ms(latencies, 0.99), percentile_ms(latencies, 0.999),
                     tally.errors(), tally.repeated_ids(), wrong, tally.lost, uses);
}

}  // namespace tollgate::bench
