// When a delivery that failed is tried again: the schedule of Standard Webhooks 1.0, with jitter,
// so that what failed together does not come back together. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/base/clock.h"
#include "gateway/base/random.h"

namespace tollgate {

// The first at once, the others after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h.
constexpr std::uint32_t kWebhookAttemptsMax = 10;
// What an endpoint may ask for with Retry-After at most.
constexpr Duration kRetryAfterMax = std::chrono::hours(24);

// The wait after `finished` attempts failed (from 1), a tenth shorter or longer; at least what the
// endpoint asked for. Nothing: give up.
std::optional<Duration> delay_after(std::uint32_t finished, Duration retry_after, Random& random);

}  // namespace tollgate
