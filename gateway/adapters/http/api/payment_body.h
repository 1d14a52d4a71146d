// The members that a new payment and a new payout have in common.
#pragma once

#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/json_body.h"
#include "gateway/app/create_payment.h"

namespace tollgate::http {

// Of a customer, a description and what is told about the payer.
inline constexpr std::size_t kTextCharsMax = 255;

// fx_quote, merchant_reference, customer, description, metadata and purpose.
void read_references(JsonBody& body, CreatePayment& command);

// name, iban or account, bic and country, members of `object`; nothing where all are absent. The
// account is looked at for its form only: whether it exists its bank knows.
std::optional<Party> read_party(JsonBody& object);

}  // namespace tollgate::http
