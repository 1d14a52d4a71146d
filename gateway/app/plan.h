// Plan: what a use case on an existing payment wants, decided over the payment as it stands now.
// change_payment carries a plan out, and decides anew when another request was first.
#pragma once

#include <functional>
#include <variant>

#include "gateway/app/perform.h"

namespace tollgate {

struct Refused {
  Refusal refusal;
  bool final = false;  // stored with the idempotency key: the same request gets the same answer
};

using Planned = std::variant<Intent, Refused>;
using Operations = std::vector<Operation>;  // of one payment, oldest first
// Gets the payment as it stands and everything that was asked about it. Pure but for ids, times
// and sequence numbers.
using Planner = std::function<Planned(Services&, OperationSubject, const Operations&)>;

struct PaymentChange {
  MerchantId merchant_id;
  PaymentDirection direction = PaymentDirection::payment;  // another one's is not there
  PaymentId payment_id;
  Planner plan;
};

// Settles first what is due of the payment, so that nothing new is asked on top of an unknown.
Task<Reply> change_payment(Services& services, const RequestContext& context, PaymentChange change);

// The operation that holds the amount, or that would if its payer acted; null: none.
const Operation* find_hold(const Operations& operations);

// The plan that ends a payment before it took all that it could: what holds the amount is voided,
// or, where the channel cannot void a part, lapses. Needs requires_capture or requires_action.
Planned plan_release(Services& services, OperationSubject subject, const Operations& operations,
                     OperationCause cause);

Refused state_conflict(const Payment& payment, std::string_view wanted);
Refused bad_amount(std::string code, std::string detail);

// Opens the card that the payment was made with; nothing when it was made without one.
Task<Result<std::optional<CardData>>> open_card(Services& services, const Payment& payment);

}  // namespace tollgate
