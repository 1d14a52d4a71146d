#include "gateway/app/load.h"

namespace tollgate {
namespace {

Error gone(std::string what) {
  return {ErrorCode::not_found, std::move(what) + " is not in the store.", ""};
}

// Codes of the open API for a declined card, by the normalised code of the outcome.
std::string problem_code_of(const Outcome& outcome, bool is_payout) {
  const bool was_kept = outcome.kind == OutcomeKind::not_sent;
  if (is_payout) return was_kept ? "channel_unavailable" : "payout_declined";
  if (outcome.code == "insufficient_funds") return "insufficient_funds";
  if (outcome.code == "expired_card") return "expired_card";
  if (outcome.code == "incorrect_cvc") return "incorrect_cvc";
  if (outcome.code == "incorrect_number") return "incorrect_number";
  if (outcome.code == "authentication_required") return "authentication_required";
  return was_kept ? "channel_unavailable" : "card_declined";
}

std::string advice_of(const Outcome& outcome, bool is_payout) {
  if (outcome.kind == OutcomeKind::not_sent)
    return "The channel could not be reached and was asked nothing. Pay again with a new "
           "Idempotency-Key.";
  if (is_payout)
    return "The channel declined the payout and nothing was paid; decline_code says why. Mend it "
           "and send another with a new Idempotency-Key.";
  if (outcome.code == "outcome_unknown_reversed")
    return "The channel did not answer in time; whatever it did was undone. Pay again with a new "
           "Idempotency-Key.";
  if (outcome.retryable)
    return "The issuer may accept another try later, with a new Idempotency-Key.";
  return "Ask the payer for another way to pay.";
}

}  // namespace

Task<Result<OperationSubject>> load_subject(Store& store, Operation operation) {
  auto payment = co_await store.load_payment(operation.payment_id);
  if (!payment.ok()) co_return payment.error();
  if (!payment->has_value()) co_return gone("Payment " + operation.payment_id.str());
  OperationSubject subject{**payment, std::move(operation), std::nullopt, std::nullopt};
  if (subject.operation.refund_id) {
    auto refund = co_await store.load_refund(*subject.operation.refund_id);
    if (!refund.ok()) co_return refund.error();
    if (!refund->has_value()) co_return gone("Refund " + subject.operation.refund_id->str());
    subject.refund = std::move(**refund);
  }
  if (subject.operation.original_id) {
    auto original = co_await store.load_operation(*subject.operation.original_id);
    if (!original.ok()) co_return original.error();
    if (!original->has_value()) co_return gone("Operation " + subject.operation.original_id->str());
    subject.original = std::move(**original);
  }
  co_return subject;
}

Task<Result<OperationSubject>> load_subject(Store& store, OperationId id) {
  auto operation = co_await store.load_operation(id);
  if (!operation.ok()) co_return operation.error();
  if (!operation->has_value()) co_return gone("Operation " + id.str());
  co_return co_await load_subject(store, std::move(**operation));
}

Task<Result<OperationSubject>> load_last_charge(Store& store, OperationSubject subject) {
  if (!is_charge(subject.operation.kind)) co_return subject;
  auto operations = co_await store.list_operations(subject.payment.id);
  if (!operations.ok()) co_return operations.error();
  OperationId last = subject.operation.id;
  for (const auto& operation : *operations)  // oldest first
    if (is_charge(operation.kind)) last = operation.id;
  if (last == subject.operation.id) co_return subject;
  co_return co_await load_subject(store, last);
}

Task<Result<std::optional<Payment>>> find_payment(Store& store, MerchantId merchant, Mode mode,
                                                  PaymentDirection direction, PaymentId id) {
  auto payment = co_await store.find_payment(merchant, mode, id);
  if (payment.ok() && payment->has_value() && (*payment)->direction != direction) payment->reset();
  co_return payment;
}

Refusal no_such_payment(PaymentDirection direction) {
  Refusal missing;
  missing.code = "resource_not_found";
  missing.detail = "There is no such " + std::string(to_text(direction)) + ".";
  return missing;
}

Task<Result<std::optional<PaymentMethod>>> find_payment_method(Services& services,
                                                               MerchantId merchant, Mode mode,
                                                               PaymentMethodId id) {
  const Timestamp now = services.clock.now();
  auto cached = services.payment_methods.find(id, now);
  if (cached && cached->merchant_id == merchant && cached->mode == mode) co_return cached;
  auto found = co_await services.store.find_payment_method(merchant, mode, id);
  if (found.ok() && found->has_value()) services.payment_methods.put(**found, now);
  co_return found;
}

Answer answer_of(const OperationSubject& subject) {
  Answer answer;
  const Outcome& outcome = subject.operation.outcome;
  const bool charge = is_charge(subject.operation.kind);
  answer.payment = subject.payment;
  answer.refund = subject.refund;
  answer.created = charge || subject.operation.kind == OperationKind::refund;
  const bool refused =
      outcome.kind == OutcomeKind::declined || outcome.kind == OutcomeKind::not_sent;
  // A refund that the channel declines is a resource with status failed; everything else that is
  // declined is the client's 402.
  if (refused && subject.operation.kind != OperationKind::refund) {
    Refusal refusal;
    refusal.code = problem_code_of(outcome, subject.payment.is_payout());
    refusal.detail = advice_of(outcome, subject.payment.is_payout());
    refusal.decline_code = outcome.code;
    refusal.channel = subject.operation.channel_account;
    refusal.channel_code = outcome.channel_code;
    refusal.channel_message = outcome.message;
    answer.refusal = std::move(refusal);
  }
  return answer;
}

}  // namespace tollgate
