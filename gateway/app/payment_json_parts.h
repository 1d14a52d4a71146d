// The objects inside a payment's JSON. What is absent is written as null.
#pragma once

#include <optional>

#include "gateway/base/json_writer.h"
#include "gateway/payment/payment.h"
#include "gateway/payment/payment_method.h"

namespace tollgate {

void write_card(JsonWriter& json, const CardSummary& card);
// Without the issuer's proof: nobody but the channel has a use for it.
void write_authentication(JsonWriter& json, const std::optional<Authentication>& authentication);
// What an operation comes to on the merchant's account, promised or booked.
void write_exchange(JsonWriter& json, const std::optional<Exchange>& exchange);
void write_risk(JsonWriter& json, const RiskSummary& risk);
void write_next_action(JsonWriter& json, const std::optional<NextAction>& action);
// Account numbers are masked.
void write_party(JsonWriter& json, const std::optional<Party>& party);
// The members created_at and updated_at.
void write_times(JsonWriter& json, Timestamp created_at, Timestamp updated_at);

}  // namespace tollgate
