#include "gateway/app/webhooks/schedule.h"

#include <algorithm>
#include <array>

#include "gateway/base/check.h"

namespace tollgate {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<Duration, kWebhookAttemptsMax - 1> kDelays = {
    seconds(5), minutes(5), minutes(30), hours(2),  hours(5),
    hours(10),  hours(14),  hours(20),   hours(24),
};
constexpr std::uint64_t kJitterSteps = 1000;

}  // namespace

std::optional<Duration> delay_after(std::uint32_t finished, Duration retry_after, Random& random) {
  CHECK(finished >= 1);
  if (finished > kDelays.size()) return std::nullopt;
  const Duration delay = kDelays[finished - 1];
  const auto step = static_cast<std::int64_t>(random.next() % (kJitterSteps + 1));
  const Duration jittered =
      delay * 9 / 10 + delay / 5 * step / static_cast<std::int64_t>(kJitterSteps);
  return std::max(jittered, std::min(retry_after, kRetryAfterMax));
}

}  // namespace tollgate
