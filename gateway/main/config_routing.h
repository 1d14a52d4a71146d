// What a [[channel_account]] says of its place among the others: priority and weight, the payments
// it is for, its breaker.
#pragma once

#include "gateway/main/config.h"
#include "gateway/main/config_reader.h"

namespace tollgate {

void read_routing(TableReader& account, ChannelAccountConfig& out);

}  // namespace tollgate
