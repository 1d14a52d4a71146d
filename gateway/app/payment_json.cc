#include "gateway/app/payment_json.h"

#include "gateway/app/payment_json_parts.h"

namespace tollgate {
namespace {

void write_what_was_received(JsonWriter& json, const Payment& payment) {
  json.member("capture_method", to_text(payment.capture_method))
      .member("amount_capturable", payment.amount_capturable())
      .member("amount_received", payment.amount_captured)
      .member("amount_refunded", payment.amount_refunded)
      .member("amount_refunding", payment.amount_refunding)
      .member("amount_disputed", payment.amount_disputed);
}

void write_what_was_paid(JsonWriter& json, const Payment& payout) {
  json.member("amount_paid", payout.amount_captured);
}

// The stored card, and what 3-D Secure said of its payer.
void write_method(JsonWriter& json, const Payment& payment) {
  json.member_or_null("payment_method", payment.is_by_card() ? payment.payment_method.str() : "")
      .key("card");
  if (payment.is_by_card())
    write_card(json, payment.card);
  else
    json.null();
  json.key("authentication");
  write_authentication(json, payment.authentication);
}

// {"payment_id": "pay_…"} or {"payout_id": "po_…"}.
void write_owner(JsonWriter& json, PaymentId id, PaymentDirection direction) {
  json.member(direction == PaymentDirection::payout ? "payout_id" : "payment_id",
              shown_id(id, direction));
}

}  // namespace

void write_json(JsonWriter& json, const Payment& payment) {
  const bool is_payout = payment.is_payout();
  json.begin_object()
      .member("id", payment.shown_id())
      .member("object", to_text(payment.direction))
      .member("merchant_id", payment.merchant_id.str())
      .member("mode", to_text(payment.mode))
      .member_or_null("merchant_reference", payment.merchant_reference)
      .member("amount", payment.amount.minor())
      .member("currency", payment.amount.currency().code())
      .member("status", to_text(payment.status))
      .member_or_null("reason", payment.reason);
  if (is_payout)
    write_what_was_paid(json, payment);
  else
    write_what_was_received(json, payment);
  json.member("amount_reversed", payment.amount_reversed)
      .member_or_null("channel_account", payment.channel_account)
      .member("payment_method_type", payment.method);
  if (!is_payout) write_method(json, payment);
  json.key(is_payout ? "payee" : "payer");
  write_party(json, payment.counterparty);
  json.member_or_null("purpose", payment.purpose)
      .member_or_null("fx_quote", payment.fx_quote ? payment.fx_quote->id.str() : "")
      .key("exchange");
  write_exchange(json, payment.exchange);
  json.member_or_null("customer", payment.customer)
      .member_or_null("description", payment.description)
      .key("metadata")
      .begin_object();
  for (const auto& [name, text] : payment.metadata) json.member(name, text);
  json.end_object().key("risk");
  write_risk(json, payment.risk);
  json.key("next_action");
  write_next_action(json, payment.next_action);
  json.member_or_null("expires_at", payment.expires_at ? to_rfc3339(*payment.expires_at) : "");
  json.member("version", payment.version);
  write_times(json, payment.created_at, payment.updated_at);
  json.end_object();
}

void write_json(JsonWriter& json, const Refund& refund) {
  json.begin_object()
      .member("id", refund.id.str())
      .member("object", "refund")
      .member("payment_id", refund.payment_id.str())
      .member("amount", refund.amount.minor())
      .member("currency", refund.amount.currency().code())
      .member("status", to_text(refund.status))
      .member_or_null("reason", refund.reason)
      .member_or_null("failure_code", refund.failure_code)
      .key("exchange");
  write_exchange(json, refund.exchange);
  json.member("version", refund.version);
  write_times(json, refund.created_at, refund.updated_at);
  json.end_object();
}

void write_json(JsonWriter& json, const Operation& operation, PaymentDirection direction) {
  json.begin_object().member("id", operation.id.str()).member("object", "operation");
  write_owner(json, operation.payment_id, direction);
  json.member("kind", to_text(operation.kind))
      .member("cause", to_text(operation.cause))
      .member("channel_account", operation.channel_account)
      .member("amount", operation.amount.minor())
      .member("currency", operation.amount.currency().code())
      .member("outcome", to_text(operation.outcome.kind))
      .member_or_null("code", operation.outcome.code)
      .member_or_null("channel_code", operation.outcome.channel_code)
      .member_or_null("channel_reference", operation.outcome.channel_reference)
      .member_or_null("refund_id", operation.refund_id ? operation.refund_id->str() : "")
      .member_or_null("original_id", operation.original_id ? operation.original_id->str() : "")
      .member("attempt", operation.attempt)
      .member("parked", operation.parked)
      .member_or_null("due_at", operation.due_at ? to_rfc3339(*operation.due_at) : "");
  write_times(json, operation.created_at, operation.updated_at);
  json.end_object();
}

void write_json(JsonWriter& json, const Event& event) {
  json.begin_object()
      .member("id", event.id.str())
      .member("object", "event")
      .member("type", event.type);
  write_owner(json, event.payment_id, direction_of_event(event.type));
  json.member("version", event.version)
      .member("occurred_at", to_rfc3339(event.occurred_at))
      .key("data")
      .raw(event.data)
      .end_object();
}

void write_json(JsonWriter& json, const PaymentMethod& method) {
  json.begin_object()
      .member("id", method.id.str())
      .member("object", "payment_method")
      .member("type", "card")
      .key("card");
  write_card(json, method.card);
  json.member("created_at", to_rfc3339(method.created_at)).end_object();
}

void write_json(JsonWriter& json, const FxQuote& quote) {
  json.begin_object()
      .member("id", quote.id.str())
      .member("object", "fx_quote")
      .member("for", quote.kind == OperationKind::payout ? "payout" : "payment")
      .member("payment_method_type", quote.method)
      .member("amount", quote.amount.minor())
      .member("currency", quote.amount.currency().code())
      .key("exchange");
  write_exchange(json, quote.promise);
  json.member("channel_account", quote.channel_account)
      .member_or_null("expires_at",
                      quote.promise.expires_at ? to_rfc3339(*quote.promise.expires_at) : "")
      .member("created_at", to_rfc3339(quote.created_at))
      .end_object();
}

std::string event_data_json(const Payment& payment, const Refund* refund) {
  JsonWriter json;
  json.begin_object().key(to_text(payment.direction));
  write_json(json, payment);
  if (refund != nullptr) {
    json.key("refund");
    write_json(json, *refund);
  }
  json.end_object();
  return json.take();
}

}  // namespace tollgate
