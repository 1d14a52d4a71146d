// Refusals: what the wallet's codes for "no" mean in the gateway's words. Tables; pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "plugins/wallet/api.h"
#include "tollgate/cpp/outcome.hpp"

namespace tollgate::wallet {

// The answers' codes (`code`).
namespace code {
inline constexpr std::string_view kSuccess = "10000";
inline constexpr std::string_view kWaiting = "10003";  // the payer has to confirm
inline constexpr std::string_view kBusy = "20000";     // the wallet does not know either
inline constexpr std::string_view kRefused = "40004";  // `sub_code` says why
}  // namespace code

// Those `sub_code` that are more than a reason.
namespace sub_code {
inline constexpr std::string_view kNotExist = "ACQ.TRADE_NOT_EXIST";
inline constexpr std::string_view kClosed = "ACQ.TRADE_HAS_CLOSE";
inline constexpr std::string_view kWrongStatus = "ACQ.TRADE_STATUS_ERROR";
}  // namespace sub_code

// The outcome of an answer that is neither success nor waiting: declined where the wallet plainly
// refuses this, unknown otherwise. A request that was not taken at all (40001, 40002, 40006, 20001)
// says so of this attempt only.
sdk::Outcome refusal(const Answer& answer, std::uint32_t attempt);

// For an answer that is not the wallet's, or says what cannot be.
sdk::Outcome unbelievable(std::string message);

}  // namespace tollgate::wallet
