// What the wallet's answers say of an operation. Pure.
#pragma once

#include <optional>

#include "plugins/wallet/order.h"
#include "plugins/wallet/refusals.h"

namespace tollgate::wallet {

// Of alipay.trade.pay and alipay.trade.precreate.
sdk::Outcome sale_outcome(const Settings& settings, Flow flow, const Answer& answer,
                          const sdk::Request& request);

// Of alipay.trade.query.
sdk::Outcome query_outcome(const Settings& settings, const Answer& answer,
                           const sdk::Request& request);

// Of alipay.trade.refund. Nothing: no money moved by this request, so the refund is to be asked
// about.
std::optional<sdk::Outcome> refund_outcome(const Answer& answer, const sdk::Request& request);

// Of alipay.trade.fastpay.refund.query, asked by a refund about itself.
sdk::Outcome refund_query_outcome(const Answer& answer, const sdk::Request& request);

// Of alipay.trade.cancel, or of a close that did it.
sdk::Outcome void_outcome(const Answer& answer, const sdk::Request& request);

}  // namespace tollgate::wallet
