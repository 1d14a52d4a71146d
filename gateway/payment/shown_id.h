// The id of a payment or payout as everybody outside sees it: "pay_…" or "po_…". Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/payment/ids.h"
#include "gateway/payment/status.h"

namespace tollgate {

std::string shown_id(PaymentId id, PaymentDirection direction);
// Nothing when the text is not the id of one that goes `direction`.
std::optional<PaymentId> payment_id_from_text(std::string_view text, PaymentDirection direction);

}  // namespace tollgate
