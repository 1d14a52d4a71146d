// A rate that the bank promises: the question as JSON, its answer as an outcome. Pure functions.
// Protocol: sandbox/bank/README.md.
#pragma once

#include <string>

#include "tollgate/channel.hpp"

namespace tollgate::crossborder {

// The body of the question. `amount` is a decimal: "100.00".
std::string write_quote_request(const sdk::Request& request, const std::string& amount);

// Approved with the promise, or why there is none. Believed only when it is about the currency and
// amount that were asked for.
sdk::Outcome read_quote(const sdk::Reply& reply, const sdk::Request& request,
                        const std::string& amount);

}  // namespace tollgate::crossborder
