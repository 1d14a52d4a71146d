// Screening: what the rules are told of a payment, and what their decision means for it. Pure.
#pragma once

#include <string_view>

#include "gateway/app/create_payment.h"
#include "gateway/risk/decision.h"
#include "gateway/risk/facts.h"

namespace tollgate {

risk::PaymentFacts facts_of(const Payment& payment, const CreatePayment& command,
                            const PaymentMethod& method);

// The problem code of what closes the payment, or nothing when it may go on or waits for a
// person. Without a way to challenge a payer that verdict closes it: fail closed. A payout has
// nobody to challenge: it is blocked.
std::string_view stopped_by(const risk::Decision& decision, PaymentDirection direction);

// What is kept with the payment: verdict, reasons, and the whole decision as a record, with what
// the merchant reported of the payer.
RiskSummary summary_of(const risk::Decision& decision, const risk::PaymentFacts& facts);

}  // namespace tollgate
