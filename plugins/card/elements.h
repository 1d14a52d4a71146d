// The elements that a request fills, group by group; compose.cc says which message has which.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/card/message.h"
#include "plugins/card/settings.h"
#include "tollgate/cpp/request.hpp"

namespace tollgate::card {

// A message with the elements that each has: its identity.
Message begin_message(std::string type, const Settings& settings, const sdk::Request& request);

// What is done, with how much, when and by whom.
void add_transaction(Message& message, std::string_view processing_code,
                     const tollgate_money& amount, const Settings& settings,
                     const sdk::Request& request);

void add_card(Message& message, const sdk::Card& card);
// What 3-D Secure said of the payer, beside the card.
void add_authentication(Message& message, const sdk::Authentication& done);

// Names the original as it was sent: by what its outcome recorded, and where there is no outcome,
// by recomputing what its request must have said.
void add_original(Message& message, const sdk::Original& original);

// Element 95: what of the original remains, in its own currency; the acquirer reckons what it
// settles, and there are no fees.
std::string replacement_amounts(std::int64_t remaining_minor);

}  // namespace tollgate::card
