// Unserved: what of a payment keeps every channel account from taking it; the first thing that
// does.
#pragma once

#include <cstdint>

namespace tollgate {

enum class Unserved : std::uint8_t {
  unknown = 0,
  method,     // no account of the mode takes its method
  operation,  // none that does has the operation: a payout, an authorization
  currency,   // its currency or amount, or a condition of the accounts' routes
};

}  // namespace tollgate
