// The JSON of payments, payouts, refunds and their history: the same text in answers, lists and
// events.
#pragma once

#include <string>

#include "gateway/base/json_writer.h"
#include "gateway/payment/event.h"
#include "gateway/payment/operation.h"
#include "gateway/payment/payment.h"
#include "gateway/payment/payment_method.h"

namespace tollgate {

void write_json(JsonWriter& json, const Payment& payment);
void write_json(JsonWriter& json, const Refund& refund);
// `direction` is the payment's: a payout's operations name it as payout_id.
void write_json(JsonWriter& json, const Operation& operation, PaymentDirection direction);
void write_json(JsonWriter& json, const Event& event);
void write_json(JsonWriter& json, const PaymentMethod& method);
void write_json(JsonWriter& json, const FxQuote& quote);

template <class T>
std::string to_json(const T& value) {
  JsonWriter json;
  write_json(json, value);
  return json.take();
}

// The data of an event: {"payment": …, "refund": …}, or {"payout": …}; `refund` may be null.
std::string event_data_json(const Payment& payment, const Refund* refund);

}  // namespace tollgate
