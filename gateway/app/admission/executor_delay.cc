#include "gateway/app/admission/executor_delay.h"

#include <boost/asio/post.hpp>

namespace tollgate {
namespace {

// A measurement that is older tells of another time.
constexpr Duration kFresh = std::chrono::milliseconds(100);

}  // namespace

Duration ExecutorDelay::now() {
  Canary& canary = *canary_;
  const SteadyTime now = canary.read_time();
  const bool is_fresh = now - canary.came_back_at.load() < kFresh;
  const Duration waited = is_fresh ? canary.waited.load() : Duration::zero();
  SteadyTime sent_at{};
  if (!canary.sent_at.compare_exchange_strong(sent_at, now))
    return std::max(waited, std::chrono::duration_cast<Duration>(now - sent_at));
  boost::asio::post(executor_, [canary = canary_] {
    const SteadyTime back = canary->read_time();
    canary->waited = std::chrono::duration_cast<Duration>(back - canary->sent_at.load());
    canary->came_back_at = back;
    canary->sent_at = SteadyTime{};
  });
  return waited;
}

}  // namespace tollgate
