#include "gateway/app/make_event.h"

#include "gateway/app/payment_json.h"

namespace tollgate {

Event make_event(const Payment& payment, const Refund* refund, std::string_view payment_type,
                 EventId id) {
  Event event;
  event.id = id;
  event.payment_id = payment.id;
  event.merchant_id = payment.merchant_id;
  event.version = payment.version;
  event.type = event_type_of(payment.direction, payment_type);
  event.occurred_at = payment.updated_at;
  event.data = event_data_json(payment, refund);
  return event;
}

}  // namespace tollgate
