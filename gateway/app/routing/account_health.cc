#include "gateway/app/routing/account_health.h"

namespace tollgate {
namespace {

// The gateway's own reasons not to send.
bool is_our_own(const Outcome& outcome) {
  return outcome.kind == OutcomeKind::not_sent &&
         (outcome.code == "channel_busy" || outcome.code == "gateway_stopping" ||
          outcome.code == "unsupported_operation" || outcome.code == "unusable_request" ||
          outcome.code == "channel_account_unknown");
}

}  // namespace

CallResult result_of(const Outcome& outcome, Duration took, Duration slow_after) {
  if (is_our_own(outcome)) return CallResult::none;
  if (slow_after > Duration::zero() && took >= slow_after) return CallResult::failure;
  const bool silent = outcome.kind == OutcomeKind::unknown || outcome.kind == OutcomeKind::not_sent;
  return silent ? CallResult::failure : CallResult::success;
}

void AccountHealth::count_charge(bool succeeded, Timestamp now) {
  const std::lock_guard lock(mutex_);
  charges_.add(succeeded, now);
}

std::optional<double> AccountHealth::success_ratio(Timestamp now) const {
  const std::lock_guard lock(mutex_);
  const auto counts = charges_.counts(now);
  if (counts.all() == 0) return std::nullopt;
  return static_cast<double>(counts.good) / static_cast<double>(counts.all());
}

}  // namespace tollgate
