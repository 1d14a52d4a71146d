#include "gateway/app/admission/executor_delay.h"

#include <boost/asio/post.hpp>

namespace tollgate {
namespace {

using Steady = std::chrono::steady_clock;

// A measurement that is older tells of another time.
constexpr Duration kFresh = std::chrono::milliseconds(100);

}  // namespace

Duration ExecutorDelay::now() {
  Canary& canary = *canary_;
  const SteadyTime now = Steady::now();
  const bool is_fresh = now - canary.came_back_at.load() < kFresh;
  const Duration waited = is_fresh ? canary.waited.load() : Duration::zero();
  if (!canary.is_under_way.exchange(true)) {
    canary.sent_at = now;
    boost::asio::post(executor_, [canary = canary_] {
      const SteadyTime back = Steady::now();
      canary->waited = std::chrono::duration_cast<Duration>(back - canary->sent_at.load());
      canary->came_back_at = back;
      canary->is_under_way = false;
    });
    return waited;
  }
  const auto so_far = std::chrono::duration_cast<Duration>(now - canary.sent_at.load());
  return std::max(waited, so_far);
}

}  // namespace tollgate
