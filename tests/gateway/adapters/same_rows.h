// Compares stored values member by member.
#pragma once

#include <gtest/gtest.h>

#include <tuple>

#include "gateway/app/ports/change.h"
#include "gateway/app/ports/directory.h"

namespace tollgate::test {

inline auto members(const CardSummary& card) {
  return std::tie(card.brand, card.bin, card.last4, card.expiry_month, card.expiry_year);
}
inline auto members(const RiskSummary& risk) {
  return std::tie(risk.verdict, risk.score, risk.reasons, risk.record);
}
inline auto members(const FxQuote& quote) {
  return std::tie(quote.id, quote.merchant_id, quote.mode, quote.channel_account, quote.method,
                  quote.kind, quote.amount, quote.promise);
}
inline auto members(const Outcome& outcome) {
  return std::tie(outcome.kind, outcome.channel_reference, outcome.code, outcome.channel_code,
                  outcome.message, outcome.authorization_code, outcome.approved_minor,
                  outcome.retryable, outcome.next_action, outcome.exchange, outcome.data);
}
inline auto members(const Payment& payment) {
  return std::tuple_cat(
      std::tie(payment.id, payment.merchant_id, payment.mode, payment.direction,
               payment.merchant_reference, payment.counterparty, payment.purpose, payment.amount,
               payment.amount_authorized, payment.amount_captured, payment.amount_refunded,
               payment.amount_refunding, payment.amount_disputed, payment.amount_reversed,
               payment.next_action, payment.expires_at, payment.capture_method, payment.status,
               payment.reason, payment.channel_account, payment.method, payment.payment_method,
               payment.authentication, payment.customer, payment.description, payment.metadata,
               payment.version, payment.created_at, payment.updated_at),
      std::tie(payment.exchange),
      std::make_tuple(payment.fx_quote ? std::optional(payment.fx_quote->id) : std::nullopt,
                      payment.fx_quote ? std::optional(payment.fx_quote->promise) : std::nullopt),
      members(payment.card), members(payment.risk));
}
// due_at only as far as it is set: a store may count it by a clock of its own.
inline auto members(const Operation& operation) {
  return std::tuple_cat(
      std::make_tuple(operation.due_at.has_value()),
      std::tie(operation.id, operation.payment_id, operation.merchant_id, operation.kind,
               operation.cause, operation.final_capture, operation.channel_account,
               operation.amount, operation.refund_id, operation.original_id, operation.sequence,
               operation.attempt, operation.revision, operation.parked, operation.created_at,
               operation.updated_at),
      members(operation.outcome));
}
inline auto members(const Refund& refund) {
  return std::tie(refund.id, refund.payment_id, refund.merchant_id, refund.mode, refund.amount,
                  refund.status, refund.reason, refund.failure_code, refund.exchange,
                  refund.version, refund.created_at, refund.updated_at);
}
inline auto members(const PaymentMethod& method) {
  return std::tuple_cat(std::tie(method.id, method.merchant_id, method.mode, method.fingerprint,
                                 method.sealed, method.created_at),
                        members(method.card));
}
inline auto members(const Event& event) {
  return std::tie(event.id, event.payment_id, event.merchant_id, event.version, event.type,
                  event.occurred_at, event.data);
}
inline auto members(const StoredAnswer& answer) {
  return std::tie(answer.status, answer.content_type, answer.body);
}
// Without the answer, which may be absent.
inline auto members(const RequestRecord& request) {
  return std::tie(request.nonce_digest, request.idempotency_digest, request.fingerprint,
                  request.merchant_id, request.operation_id, request.received_at);
}
inline auto members(const Merchant& merchant) {
  return std::tie(merchant.id, merchant.name, merchant.suspended, merchant.created_at);
}
inline auto members(const ApiKey& key) {
  return std::tie(key.id, key.merchant_id, key.mode, key.kind, key.material, key.may_pay_out,
                  key.valid_from, key.valid_until, key.revoked_at, key.created_at);
}

template <class T>
bool same(const T& a, const T& b) {
  return members(a) == members(b);
}

}  // namespace tollgate::test
