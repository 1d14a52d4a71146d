// The channel accounts of a simulated world: one for each way a channel can let its operations be
// recovered, and between them every ability present and absent.
#pragma once

#include <array>
#include <string_view>

#include "gateway/app/ports/channel_port.h"

namespace tollgate::simulation {

inline constexpr std::array<std::string_view, 4> kAccounts = {"card", "wallet", "bank", "transfer"};

// Null for anything else. card: reversed when silent; wallet: asked; bank: neither, and cannot
// void; transfer: answers a repeat as it answered before.
const ChannelTraits* traits_of(std::string_view account);

inline constexpr std::chrono::seconds kChannelDeadline{10};
// A late message arrives this much after it was sent at most: within the channels' settle time.
inline constexpr std::chrono::seconds kLatestArrival{30};

}  // namespace tollgate::simulation
