// What of a channel account's route can never come true, because its channel does not do it. Pure:
// the configuration's check asks.
#pragma once

#include <string>
#include <vector>

#include "gateway/app/ports/channel_port.h"
#include "gateway/payment/route.h"

namespace tollgate {

// A sentence for each condition that lets no payment pass.
std::vector<std::string> impossible_conditions(const RouteConditions& route,
                                               const ChannelTraits& traits);

}  // namespace tollgate
