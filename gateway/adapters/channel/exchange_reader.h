// What a plugin says an operation comes to on the merchant's account, checked and copied. Errors as
// in step_reader.h.
#pragma once

#include "gateway/base/result.h"
#include "gateway/payment/exchange.h"
#include "tollgate/exchange.h"

namespace tollgate::channel {

// `is_promise`: of a quote, which names itself, its rate and its end.
Result<Exchange> read_exchange(const tollgate_exchange* exchange, bool is_promise);

}  // namespace tollgate::channel
