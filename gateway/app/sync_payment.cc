#include "gateway/app/sync_payment.h"

#include "gateway/app/load.h"
#include "gateway/app/resolve_operation.h"

namespace tollgate {
namespace {

// Whether somebody outside still owes the answer. What is being asked at this very moment is left
// alone: its due time tells when it is nobody's any more.
bool waits_for_channel(const Payment& payment) {
  if (payment.status == PaymentStatus::requires_action) return true;
  return payment.status == PaymentStatus::processing &&
         (payment.reason == "outcome_unknown" || payment.reason == "awaiting_channel");
}

Task<Reply> away(RequestGuard& guard) {
  CommitOutcome outcome;
  outcome.status = CommitStatus::unavailable;
  co_return co_await guard.not_committed(std::move(outcome));
}

}  // namespace

Task<Reply> sync_payment(Services& services, const RequestContext& context, SyncPayment command) {
  RequestContext keyless = context;
  keyless.record.idempotency_digest.reset();
  RequestGuard guard(services, keyless);
  auto payment = co_await find_payment(services.store, command.merchant_id, context.mode,
                                       command.direction, command.payment_id);
  if (payment.ok() && !payment->has_value()) {
    Refusal missing = no_such_payment(command.direction);
    co_return co_await guard.refuse(std::move(missing));
  }
  auto operations = co_await services.store.list_operations(command.payment_id);
  if (!payment.ok() || !operations.ok()) co_return co_await away(guard);
  Change guards;
  guards.new_request = keyless.record;
  auto noted = co_await services.store.commit(std::move(guards));
  if (noted.status != CommitStatus::committed)
    co_return co_await guard.not_committed(std::move(noted));

  std::erase_if(*operations, [](const Operation& operation) { return !operation.due_at; });
  if (waits_for_channel(**payment))
    for (auto& operation : *operations) operation.due_at = services.clock.now();
  (void)co_await resolve_due_now(services, std::move(*operations));
  payment =
      co_await services.store.find_payment(command.merchant_id, context.mode, command.payment_id);
  if (!payment.ok() || !payment->has_value()) co_return co_await away(guard);
  Answer answer;
  answer.payment = std::move(**payment);
  Reply reply;
  reply.answer = context.render(answer);
  co_return reply;
}

}  // namespace tollgate
