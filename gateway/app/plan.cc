#include "gateway/app/plan.h"

namespace tollgate {
namespace {

// How often a request starts over because another one changed the payment first. Each round the
// payment has moved on, so a loser soon meets a state that refuses it.
constexpr int kRoundsMax = 5;

// The operation that moved the money or holds it: what the channel needs to know it by.
const Operation* find_charge(const std::vector<Operation>& operations,
                             PaymentChange::BuildsOn builds_on) {
  const Operation* charge = nullptr;
  for (const auto& operation : operations) {
    if (operation.outcome.kind != OutcomeKind::approved) continue;
    const bool holds = operation.kind == OperationKind::authorize;
    const bool moved =
        operation.kind == OperationKind::sale || operation.kind == OperationKind::capture;
    if (builds_on == PaymentChange::BuildsOn::charge ? moved : holds) charge = &operation;
  }
  return charge;
}

}  // namespace

Task<Reply> change_payment(Services& services, const RequestContext& context,
                           PaymentChange change) {
  RequestGuard guard(services, context);
  if (auto replay = co_await guard.replay_if_seen()) co_return std::move(*replay);
  CommitOutcome failed;
  failed.status = CommitStatus::version_conflict;
  for (int round = 0; round < kRoundsMax; ++round) {
    auto payment =
        co_await services.store.find_payment(change.merchant_id, context.mode, change.payment_id);
    if (payment.ok() && !payment->has_value()) {
      Refusal missing{"resource_not_found", "There is no such payment.", "", "", "", "", ""};
      co_return co_await guard.refuse(std::move(missing));
    }
    auto operations = co_await services.store.list_operations(change.payment_id);
    if (!payment.ok() || !operations.ok()) {
      failed.status = CommitStatus::unavailable;
      break;
    }
    Operation blank((*payment)->amount);
    OperationSubject subject{std::move(**payment), std::move(blank), std::nullopt, std::nullopt};
    const Operation* charge = find_charge(*operations, change.builds_on);
    if (charge != nullptr) subject.original = *charge;
    Planned planned = change.plan(services, std::move(subject));
    if (auto* refused = std::get_if<Refused>(&planned)) {
      if (refused->final) co_return co_await guard.refuse_finally(std::move(refused->refusal));
      co_return co_await guard.refuse(std::move(refused->refusal));
    }
    auto& intent = std::get<Intent>(planned);
    auto card = co_await open_card(services, intent.subject.payment);
    if (card.ok()) intent.card = std::move(*card);
    auto reply = co_await perform(services, context, std::move(intent));
    if (reply) co_return std::move(*reply);
  }
  co_return co_await guard.not_committed(std::move(failed));
}

Refused state_conflict(const Payment& payment, std::string_view wanted) {
  Refused refused;
  refused.refusal.code = "payment_state_conflict";
  refused.refusal.detail = "The payment is " + std::string(to_text(payment.status)) +
                           "; this needs " + std::string(wanted) + ".";
  return refused;
}

Refused bad_amount(std::string code, std::string detail) {
  Refused refused;
  refused.refusal.code = std::move(code);
  refused.refusal.detail = std::move(detail);
  refused.refusal.param = "amount";
  refused.final = true;
  return refused;
}

Task<Result<CardData>> open_card(Services& services, const Payment& payment) {
  auto method = co_await find_payment_method(services, payment.merchant_id, payment.mode,
                                             payment.payment_method);
  if (!method.ok()) co_return method.error();
  if (!method->has_value())
    co_return Error{ErrorCode::not_found, "The payment method was deleted.", ""};
  co_return services.vault.open(**method);
}

}  // namespace tollgate
