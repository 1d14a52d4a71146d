#include "gateway/app/perform.h"

#include "gateway/app/apply_report.h"
#include "gateway/app/failover.h"
#include "gateway/app/make_event.h"
#include "gateway/base/check.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

constexpr Duration kCommitRetry = std::chrono::milliseconds(100);

ChannelCall make_call(const OperationSubject& subject, std::optional<CardData> card) {
  ChannelCall call(subject.operation);
  call.original = subject.original;
  call.method = subject.payment.method;
  call.authentication = subject.payment.authentication;
  call.card = std::move(card);
  call.merchant_reference = subject.payment.merchant_reference;
  call.description = subject.payment.description;
  call.metadata = subject.payment.metadata;
  if (is_charge(subject.operation.kind)) call.fx_quote = subject.payment.fx_quote;
  call.counterparty = subject.payment.counterparty;
  call.purpose = subject.payment.purpose;
  return call;
}

}  // namespace

Finishing finishing(Services& services, const Operation& operation) {
  Finishing how;
  const ChannelTraits* traits = services.channels.find_traits(operation.channel_account);
  if (traits != nullptr) how.recovery = traits->recovery_of(operation.kind);
  how.now = services.clock.now();
  how.event_id = EventId::make(how.now, services.random);
  how.break_id = BreakId::make(how.now, services.random);
  how.lifetimes = services.lifetimes;
  return how;
}

namespace {

Operation make_operation_on(Services& services, const std::string& channel_account,
                            OperationKind kind, Money amount) {
  Operation operation(amount);
  const Timestamp now = services.clock.now();
  operation.id = OperationId::make(now, services.random);
  operation.kind = kind;
  operation.channel_account = channel_account;
  operation.sequence = services.channels.next_sequence(channel_account);
  operation.due_at = now + services.channels.deadline(channel_account) + kSettleMargin;
  operation.created_at = now;
  operation.updated_at = now;
  return operation;
}

}  // namespace

Operation make_operation(Services& services, const Payment& payment, OperationKind kind,
                         Money amount) {
  Operation operation = make_operation_on(services, payment.channel_account, kind, amount);
  operation.payment_id = payment.id;
  operation.merchant_id = payment.merchant_id;
  return operation;
}

Operation make_follow_up(Services& services, const Operation& original, OperationKind kind,
                         Money amount) {
  Operation operation = make_operation_on(services, original.channel_account, kind, amount);
  operation.payment_id = original.payment_id;
  operation.merchant_id = original.merchant_id;
  operation.original_id = original.id;
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
  change.events.push_back(make_event(payment, subject.refund ? &*subject.refund : nullptr,
                                     event_type,
                                     EventId::make(payment.updated_at, services.random)));
  return true;
}

namespace {

std::optional<AnswerUpdate> answer_update(const OperationSubject& subject,
                                          const RequestContext* answer_to) {
  if (answer_to == nullptr || !answer_to->record.idempotency_digest) return std::nullopt;
  AnswerUpdate update;
  update.idempotency_digest = *answer_to->record.idempotency_digest;
  update.answer = answer_to->render(answer_of(subject));
  return update;
}

// Proof that this attempt never left says nothing of the ones before it.
Outcome believable(const Outcome& outcome, const Operation& operation) {
  if (outcome.kind != OutcomeKind::not_sent || operation.attempt <= 1) return outcome;
  Outcome unknown = outcome;
  unknown.kind = OutcomeKind::unknown;
  return unknown;
}

enum class Catch { ours, settled, rerouted, lost };

// After a version conflict. `ours`: `subject` is now what the store holds, and only the payment
// had moved (two refunds at once). `settled`: a report of the channel was faster, and `subject` is
// how it stands. `rerouted`: an earlier commit of ours was written after all, though its answer was
// lost, and `subject` is about `next`, which nobody was asked yet. `lost`: the resolver has it.
Task<Catch> catch_up(Services& services, OperationSubject& subject,
                     const std::optional<Operation>& next) {
  auto stored = co_await load_subject(services.store, subject.operation.id);
  if (!stored.ok()) co_return Catch::lost;
  const bool same = stored->operation.revision == subject.operation.revision;
  if (!same && !is_final(stored->operation.outcome.kind)) co_return Catch::lost;
  if (same) {
    subject = std::move(*stored);
    co_return Catch::ours;
  }
  auto last = co_await load_last_charge(services.store, std::move(*stored));
  if (!last.ok()) co_return Catch::lost;
  const bool went_on = last->operation.id != subject.operation.id;
  subject = std::move(*last);
  if (!went_on) co_return Catch::settled;
  const bool by_us = next && next->id == subject.operation.id && subject.operation.revision == 1;
  co_return by_us ? Catch::rerouted : Catch::lost;
}

bool may_come_back(CommitStatus status) {
  return status == CommitStatus::unavailable || status == CommitStatus::unknown;
}

// Until the operation falls due it is ours alone. After a first commit that took so long that the
// answer might come too late for that, nothing leaves, and we know it.
Task<Outcome> ask_channel(Services& services, const OperationSubject& subject,
                          std::optional<CardData> card) {
  if (subject.operation.attempt > 1 || has_time(services, subject.operation)) {
    ChannelCall call = make_call(subject, std::move(card));
    const Outcome said = co_await services.channels.execute(std::move(call));
    co_return believable(said, subject.operation);
  }
  Outcome kept;
  kept.kind = OutcomeKind::not_sent;
  kept.code = "not_sent_in_time";
  kept.message = "The database took too long to record the operation; the channel was not asked.";
  co_return kept;
}

// Ours came after somebody else's word, or the resolver has it: what was approved is not dropped.
Task<void> tell_of_approval(Services& services, const OperationSubject& asked,
                            const Outcome& outcome) {
  if (outcome.kind != OutcomeKind::approved) co_return;
  ChannelReport report;
  report.channel_account = asked.operation.channel_account;
  report.operation_id = asked.operation.id;
  report.kind = ReportKind::outcome;
  report.outcome = outcome;
  (void)co_await apply_report(services, std::move(report));
}

Error left_to_resolver(const OperationSubject& subject, const std::string& why) {
  log_warning("the outcome of an operation was left to the resolver",
              {{"payment_id", subject.payment.shown_id()},
               {"operation_id", subject.operation.id.str()},
               {"why", why}});
  return {ErrorCode::outcome_unknown, why, ""};
}

}  // namespace

Task<bool> store_outcome(Services& services, OperationSubject& subject, const Outcome& outcome) {
  OperationSubject finished = subject;
  Change change = finish_operation(finished, outcome, finishing(services, subject.operation));
  failpoint("outcome_before_commit");
  const auto committed = co_await services.store.commit(std::move(change));
  failpoint("outcome_after_commit");
  if (committed.status != CommitStatus::committed) {
    log_warning("an operation's outcome could not be stored; the operation stays due",
                {{"operation_id", subject.operation.id.str()}, {"why", committed.detail}});
    co_return false;
  }
  subject = std::move(finished);
  co_return true;
}

namespace {

// What became of one asking. `again`: the subject's operation is another one, not asked yet.
struct Asked {
  OperationSubject subject;
  bool again = false;
};

Task<Result<Asked>> ask_once(Services& services, OperationSubject subject,
                             std::optional<CardData> card, const RequestContext* answer_to,
                             ChargeTries& tries) {
  failpoint("carry_out_before_execute");
  const Outcome outcome = co_await ask_channel(services, subject, std::move(card));
  failpoint("carry_out_after_execute");
  std::optional<Operation> next;
  if (answer_to != nullptr) next = plan_failover(services, subject, outcome, tries);
  const Timestamp give_up = subject.operation.due_at.value_or(services.clock.now());
  // What the channel said is in memory only: hold on to it while the database is away, as long as
  // the operation is ours. After that the resolver asks the channel again.
  for (;;) {
    OperationSubject finished = subject;
    std::optional<Change> change;
    if (next) change = reroute(services, finished, outcome, *next);
    const bool again = change.has_value();
    if (!again) {
      change = finish_operation(finished, outcome, finishing(services, subject.operation));
      change->answer = answer_update(finished, answer_to);
    }
    failpoint("carry_out_before_commit");
    const auto committed = co_await services.store.commit(std::move(*change));
    failpoint("carry_out_after_commit");
    if (committed.status == CommitStatus::committed) {
      if (!again && !is_final(finished.operation.outcome.kind)) services.wake_resolver();
      co_return Asked{std::move(finished), again};
    }
    const bool in_time = services.clock.now() + kCommitRetry < give_up;
    if (committed.status == CommitStatus::version_conflict && in_time) {
      const OperationSubject asked = subject;
      const Catch caught = co_await catch_up(services, subject, next);
      if (caught == Catch::ours) continue;
      if (caught == Catch::rerouted) co_return Asked{std::move(subject), true};
      co_await tell_of_approval(services, asked, outcome);
      if (caught == Catch::lost) co_return left_to_resolver(subject, committed.detail);
      if (answer_to != nullptr && answer_to->record.idempotency_digest)
        co_return Error{ErrorCode::conflict, "A report of the channel settled it.", ""};
      co_return Asked{std::move(subject), false};
    }
    if (!in_time || !may_come_back(committed.status))
      co_return left_to_resolver(subject, committed.detail);
    co_await services.sleep(kCommitRetry);
  }
}

}  // namespace

Task<Result<OperationSubject>> carry_out(Services& services, OperationSubject subject,
                                         std::optional<CardData> card,
                                         const RequestContext* answer_to) {
  ChargeTries tries;
  if (answer_to != nullptr) tries.begun = answer_to->record.received_at;
  for (;;) {  // plan_failover ends it
    auto asked = co_await ask_once(services, std::move(subject), card, answer_to, tries);
    if (!asked.ok()) co_return asked.error();
    subject = std::move(asked->subject);
    if (!asked->again) co_return subject;
  }
}

namespace {

// Nothing to ask of a channel: one commit, with its answer.
Task<std::optional<Reply>> record_only(Services& services, const RequestContext& context,
                                       Intent intent) {
  Answer answer;
  answer.payment = intent.subject.payment;
  Reply reply;
  reply.answer = context.render(answer);
  intent.change.new_request->answer = reply.answer;
  auto committed = co_await services.store.commit(std::move(intent.change));
  if (committed.status == CommitStatus::committed) co_return reply;
  if (committed.status == CommitStatus::version_conflict) co_return std::nullopt;
  RequestGuard guard(services, context);
  co_return co_await guard.not_committed(std::move(committed));
}

}  // namespace

Task<std::optional<Reply>> perform(Services& services, const RequestContext& context,
                                   Intent intent) {
  RequestGuard guard(services, context);
  intent.change.new_request = context.record;
  if (!intent.asks_channel) co_return co_await record_only(services, context, std::move(intent));
  intent.change.new_request->operation_id = intent.subject.operation.id;
  intent.change.new_operation = intent.subject.operation;
  failpoint("perform_before_commit");
  auto committed = co_await services.store.commit(std::move(intent.change));
  failpoint("perform_after_commit");
  if (committed.status == CommitStatus::version_conflict) co_return std::nullopt;
  if (committed.status != CommitStatus::committed)
    co_return co_await guard.not_committed(std::move(committed));

  const OperationId operation = intent.subject.operation.id;
  auto finished =
      co_await carry_out(services, std::move(intent.subject), std::move(intent.card), &context);
  Reply reply;
  if (!finished.ok() && finished.error().code == ErrorCode::conflict) {
    reply = co_await guard.answer_from_operation(operation);
    reply.replayed = false;
    co_return reply;
  }
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
