// What an approved operation came to on the merchant's account, kept with the payment or refund.
#pragma once

#include <optional>
#include <string>

#include "gateway/app/load.h"

namespace tollgate {

// From the operation's outcome, where it tells. Captures add up.
void keep_exchange(OperationSubject& subject);

// A sentence for a person when the channel booked something else than it had quoted.
std::optional<std::string> find_broken_quote(const OperationSubject& subject);

}  // namespace tollgate
