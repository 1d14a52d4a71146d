// Lifetimes: how long a payment waits for a payer, a merchant, a person or a channel before it is
// closed. What a channel says of its own (NextAction::expires_at) comes first.
#pragma once

#include "gateway/base/clock.h"

namespace tollgate {

struct Lifetimes {
  Duration action = std::chrono::minutes(30);    // for the payer to act
  Duration pending = std::chrono::hours(24);     // for a channel that will answer later
  Duration hold = std::chrono::hours(24 * 7);    // for the merchant to capture
  Duration review = std::chrono::hours(24 * 3);  // for a person to decide
};

}  // namespace tollgate
