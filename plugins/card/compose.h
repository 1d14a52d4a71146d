// From a request to the ISO 8583 message that asks the acquirer for it. Pure: the same request
// gives the same message, but that a repeated advice says so in its type (0221, 0421).
#pragma once

#include <optional>

#include "plugins/card/message.h"
#include "plugins/card/settings.h"
#include "tollgate/cpp/request.hpp"

namespace tollgate::card {

// Nothing when the request lacks what the operation needs: the card of an authorize or sale, the
// original of a capture, void or refund.
std::optional<Message> compose(const Settings& settings, const sdk::Request& request);

}  // namespace tollgate::card
