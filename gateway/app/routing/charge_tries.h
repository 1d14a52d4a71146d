// ChargeTries: how one request has tried to charge a payment so far. Lives with the request; after
// a crash nobody tries another account.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/clock.h"
#include "gateway/payment/status.h"

namespace tollgate {

struct ChargeTries {
  std::vector<std::string> channel_accounts;        // asked, in order; the last one just ended
  OutcomeKind last_outcome = OutcomeKind::unknown;  // not_sent, or a retryable decline
  Timestamp begun{};                                // when the request was received
};

}  // namespace tollgate
