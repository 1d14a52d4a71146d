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
// Gets the payment and, as `original`, the approved operation that it builds on, if there is one.
// Pure but for ids, times and sequence numbers.
using Planner = std::function<Planned(Services&, OperationSubject)>;

struct PaymentChange {
  MerchantId merchant_id;
  PaymentId payment_id;
  // The operation to build on: the one that holds the amount (authorize), or the one that took it.
  enum class BuildsOn { hold, charge } builds_on = BuildsOn::hold;
  Planner plan;
};

Task<Reply> change_payment(Services& services, const RequestContext& context, PaymentChange change);

Refused state_conflict(const Payment& payment, std::string_view wanted);
Refused bad_amount(std::string code, std::string detail);

// Opens the card that the payment was made with.
Task<Result<CardData>> open_card(Services& services, const Payment& payment);

}  // namespace tollgate
