#include "gateway/app/perform.h"

#include "gateway/app/payment_json.h"
#include "gateway/base/check.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

constexpr Duration kCommitRetry = std::chrono::milliseconds(100);

ChannelCall make_call(const OperationSubject& subject, std::optional<CardData> card) {
  ChannelCall call(subject.operation);
  call.original = subject.original;
  call.card = std::move(card);
  call.merchant_reference = subject.payment.merchant_reference;
  call.description = subject.payment.description;
  return call;
}

Recovery recovery_of(Services& services, const Operation& operation) {
  const ChannelTraits* traits = services.channels.find_traits(operation.channel_account);
  return traits == nullptr ? Recovery::none : traits->recovery_of(operation.kind);
}

}  // namespace

Operation make_operation(Services& services, const Payment& payment, OperationKind kind,
                         Money amount) {
  Operation operation(amount);
  const Timestamp now = services.clock.now();
  operation.id = OperationId::make(now, services.random);
  operation.payment_id = payment.id;
  operation.merchant_id = payment.merchant_id;
  operation.kind = kind;
  operation.channel_account = payment.channel_account;
  operation.sequence = services.channels.next_sequence(payment.channel_account);
  operation.due_at = now + services.channels.deadline(payment.channel_account) + kSettleMargin;
  operation.created_at = now;
  operation.updated_at = now;
  return operation;
}

bool advance(Services& services, OperationSubject& subject, Trigger trigger,
             std::string_view event_type, Change& change) {
  Payment& payment = subject.payment;
  const auto status = next_status(payment.status, trigger);
  if (!status) return false;
  payment.status = *status;
  ++payment.version;
  payment.updated_at = services.clock.now();
  CHECK(sums_hold(payment));
  Event event;
  event.id = EventId::make(payment.updated_at, services.random);
  event.payment_id = payment.id;
  event.merchant_id = payment.merchant_id;
  event.version = payment.version;
  event.type = event_type;
  event.occurred_at = payment.updated_at;
  event.data = event_data_json(payment, subject.refund ? &*subject.refund : nullptr);
  change.events.push_back(std::move(event));
  return true;
}

namespace {

Change finish(Services& services, OperationSubject& subject, const Outcome& outcome,
              const RequestContext* answer_to) {
  const Timestamp now = services.clock.now();
  const EventId event_id = EventId::make(now, services.random);
  const Recovery recovery = recovery_of(services, subject.operation);
  Change change = finish_operation(subject, outcome, recovery, now, event_id);
  if (answer_to != nullptr && answer_to->record.idempotency_digest) {
    AnswerUpdate update;
    update.idempotency_digest = *answer_to->record.idempotency_digest;
    update.answer = answer_to->render(answer_of(subject));
    change.answer = std::move(update);
  }
  return change;
}

// True when `subject` is now what the store holds and the operation is still ours: another
// request changed the payment meanwhile (two refunds at once). False when the operation itself
// moved on: the resolver has it.
Task<bool> catch_up(Services& services, OperationSubject& subject) {
  auto stored = co_await load_subject(services.store, subject.operation.id);
  if (!stored.ok() || stored->operation.revision != subject.operation.revision) co_return false;
  subject = std::move(*stored);
  co_return true;
}

bool may_come_back(CommitStatus status) {
  return status == CommitStatus::unavailable || status == CommitStatus::unknown;
}

}  // namespace

Task<Result<OperationSubject>> carry_out(Services& services, OperationSubject subject,
                                         std::optional<CardData> card,
                                         const RequestContext* answer_to) {
  ChannelCall call = make_call(subject, std::move(card));
  const Outcome outcome = co_await services.channels.execute(std::move(call));
  const Timestamp give_up = subject.operation.due_at.value_or(services.clock.now());
  // What the channel said is in memory only: hold on to it while the database is away, as long as
  // the operation is ours. After that the resolver asks the channel again.
  for (;;) {
    OperationSubject finished = subject;
    Change change = finish(services, finished, outcome, answer_to);
    const auto committed = co_await services.store.commit(std::move(change));
    if (committed.status == CommitStatus::committed) {
      if (!is_final(finished.operation.outcome.kind)) services.wake_resolver();
      co_return finished;
    }
    const bool in_time = services.clock.now() + kCommitRetry < give_up;
    bool again = false;
    if (in_time && committed.status == CommitStatus::version_conflict)
      again = co_await catch_up(services, subject);
    else if (in_time && may_come_back(committed.status))
      again = true;
    if (!again) {
      log_warning("the outcome of an operation was left to the resolver",
                  {{"payment_id", subject.payment.id.str()},
                   {"operation_id", subject.operation.id.str()},
                   {"why", committed.detail}});
      co_return Error{ErrorCode::outcome_unknown, committed.detail, ""};
    }
    if (committed.status != CommitStatus::version_conflict) co_await services.sleep(kCommitRetry);
  }
}

Task<std::optional<Reply>> perform(Services& services, const RequestContext& context,
                                   Intent intent) {
  RequestGuard guard(services, context);
  intent.change.new_request = context.record;
  intent.change.new_request->operation_id = intent.subject.operation.id;
  intent.change.new_operation = intent.subject.operation;
  auto committed = co_await services.store.commit(std::move(intent.change));
  if (committed.status == CommitStatus::version_conflict) co_return std::nullopt;
  if (committed.status != CommitStatus::committed)
    co_return co_await guard.not_committed(std::move(committed));

  auto finished =
      co_await carry_out(services, std::move(intent.subject), std::move(intent.card), &context);
  Reply reply;
  if (finished.ok()) {
    reply.answer = context.render(answer_of(*finished));
    co_return reply;
  }
  Answer in_progress;
  in_progress.refusal = Refusal{"idempotency_in_progress",
                                "The channel was asked and the outcome is being settled. Repeat "
                                "the request unchanged to learn it.",
                                "",
                                "",
                                "",
                                "",
                                ""};
  reply.answer = context.render(in_progress);
  reply.retry_after_s = 1;
  co_return reply;
}

}  // namespace tollgate
