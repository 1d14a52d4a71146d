#include "gateway/app/resolve_operation.h"

#include "gateway/app/perform.h"
#include "gateway/app/plan.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

// A void that must go through and is refused this often needs a person: at five minutes a try, it
// has been asked for eight hours.
constexpr std::uint32_t kVoidTriesMax = 100;

Task<bool> commit(Services& services, Change change, const Operation& operation) {
  const auto outcome = co_await services.store.commit(std::move(change));
  if (outcome.status == CommitStatus::committed) co_return true;
  log_warning("the resolver's commit was refused; the operation stays due",
              {{"operation_id", operation.id.str()}, {"why", outcome.detail}});
  co_return false;
}

Task<Resolution> park(Services& services, OperationSubject subject) {
  Change change;
  subject.operation.parked = true;
  subject.operation.due_at.reset();
  ++subject.operation.revision;
  subject.operation.updated_at = services.clock.now();
  change.changed_operations.push_back(subject.operation);
  failpoint("resolver_before_park_commit");
  if (!co_await commit(services, std::move(change), subject.operation))
    co_return Resolution::waiting;
  failpoint("resolver_after_park_commit");
  log_error("an operation of unknown outcome needs a person: see `tollgate operations parked`",
            {{"payment_id", subject.payment.shown_id()},
             {"operation_id", subject.operation.id.str()},
             {"channel", subject.operation.channel_account}});
  co_return Resolution::parked;
}

Resolution resolution_of(const Operation& operation) {
  return is_final(operation.outcome.kind) ? Resolution::settled : Resolution::waiting;
}

// What a question to the channel led to: the operation as it stands now, or why there is none.
struct Learned {
  std::optional<OperationSubject> subject;
  Resolution otherwise = Resolution::waiting;
};

// The channel answers a repeat as it answered the first time, so the repeat is the question.
Task<Learned> repeat(Services& services, const ChannelTraits& traits, OperationSubject subject) {
  Learned asked;
  std::optional<CardData> card;
  if (traits.needs_card_for(subject.operation.kind)) {
    auto opened = co_await open_card(services, subject.payment);
    // A message without its card would be another one, and might be declined. What will not open
    // later either needs a person.
    if (!opened.ok()) {
      log_warning("an operation cannot be repeated without its card",
                  {{"operation_id", subject.operation.id.str()}, {"why", opened.error().message}});
      const ErrorCode why = opened.error().code;
      if (why != ErrorCode::unavailable && why != ErrorCode::deadline_exceeded)
        asked.otherwise = co_await park(services, std::move(subject));
      co_return asked;
    }
    card = *std::move(opened);
  }
  failpoint("resolver_before_repeat");
  auto done = co_await carry_out(services, std::move(subject), std::move(card), nullptr);
  failpoint("resolver_after_repeat");
  if (done.ok()) asked.subject = std::move(*done);
  co_return asked;
}

// "Not found" is evidence only once the channel had time to book what it received.
Outcome believable(Services& services, const ChannelTraits& traits, const Operation& asked,
                   Outcome outcome) {
  if (outcome.kind != OutcomeKind::not_sent) return outcome;
  const bool settled =
      services.clock.now() >= asked.created_at + services.channels.deadline(asked.channel_account) +
                                  traits.query_settle_time;
  return outcome.code == "not_found" && settled ? outcome : Outcome{};
}

Task<Learned> ask(Services& services, const ChannelTraits& traits, OperationSubject subject) {
  Operation query = make_follow_up(services, subject.operation, OperationKind::query,
                                   Money::zero(subject.payment.amount.currency()));
  ChannelCall call(std::move(query));
  call.original = subject.operation;
  failpoint("resolver_before_query");
  const Outcome said = co_await services.channels.execute(std::move(call));
  failpoint("resolver_after_query");
  const Outcome outcome = believable(services, traits, subject.operation, said);
  Learned asked;
  if (co_await store_outcome(services, subject, outcome)) asked.subject = std::move(subject);
  co_return asked;
}

// Whether what a pending operation waits for is over.
bool is_over(Services& services, const OperationSubject& subject) {
  const Operation& operation = subject.operation;
  const auto& action = operation.outcome.next_action;
  Timestamp deadline =
      operation.created_at + (action ? services.lifetimes.action : services.lifetimes.pending);
  if (action && action->expires_at) deadline = *action->expires_at;
  return services.clock.now() >= deadline;
}

// A pending operation after it was asked about, or that cannot be asked about.
Task<Resolution> go_on_waiting(Services& services, OperationSubject subject) {
  if (is_over(services, subject))
    co_return co_await undo(services, std::move(subject), OperationCause::expired);
  co_return Resolution::waiting;
}

Task<Resolution> after_asking(Services& services, Learned asked) {
  if (!asked.subject) co_return asked.otherwise;
  if (asked.subject->operation.outcome.kind == OutcomeKind::pending)
    co_return co_await go_on_waiting(services, std::move(*asked.subject));
  co_return resolution_of(asked.subject->operation);
}

// Nothing to ask: the channel reports by itself, or a void follows.
Task<Resolution> wait_for_report(Services& services, OperationSubject subject) {
  if (is_over(services, subject))
    co_return co_await undo(services, std::move(subject), OperationCause::expired);
  (void)co_await store_outcome(services, subject, subject.operation.outcome);
  co_return Resolution::waiting;
}

}  // namespace

Task<Resolution> undo(Services& services, OperationSubject subject, OperationCause cause) {
  const ChannelTraits* traits = services.channels.find_traits(subject.operation.channel_account);
  const bool can_undo = traits != nullptr && traits->supports(OperationKind::void_payment) &&
                        subject.operation.kind != OperationKind::void_payment;
  if (!can_undo) co_return co_await park(services, std::move(subject));
  Change change;
  // The void gets a row of its own first: from then on it is the void that is due.
  Operation reversal = make_follow_up(services, subject.operation, OperationKind::void_payment,
                                      subject.operation.amount);
  reversal.cause = cause;
  reversal.refund_id = subject.operation.refund_id;
  subject.operation.due_at.reset();
  ++subject.operation.revision;
  subject.operation.updated_at = services.clock.now();
  change.new_operation = reversal;
  change.changed_operations.push_back(subject.operation);
  if (subject.payment.status == PaymentStatus::requires_action) {
    subject.payment.reason = "expired";
    advance(services, subject, Trigger::cancel_started, event_type::kPaymentCancelStarted, change);
    change.changed_payment = subject.payment;
  }
  failpoint("resolver_before_undo_commit");
  if (!co_await commit(services, std::move(change), subject.operation))
    co_return Resolution::waiting;
  failpoint("resolver_after_undo_commit");
  subject.original = std::move(subject.operation);
  subject.operation = std::move(reversal);
  auto asked = co_await repeat(services, *traits, std::move(subject));
  co_return asked.subject ? resolution_of(asked.subject->operation) : asked.otherwise;
}

Task<Resolution> resolve_operation(Services& services, Operation operation) {
  const ChannelTraits* traits = services.channels.find_traits(operation.channel_account);
  auto loaded = co_await load_subject(services.store, std::move(operation));
  if (!loaded.ok()) {  // the lease runs out and it is claimed again
    log_warning("an operation to resolve could not be read", {{"why", loaded.error().message}});
    co_return Resolution::waiting;
  }
  OperationSubject subject = std::move(*loaded);
  ++subject.operation.attempt;
  if (traits == nullptr) co_return co_await park(services, std::move(subject));
  if (must_go_through(subject) && subject.operation.attempt > kVoidTriesMax)
    co_return co_await park(services, std::move(subject));
  const bool pending = subject.operation.outcome.kind == OutcomeKind::pending;
  // A name of its own: GCC 12 may destroy what is awaited inside an awaited call twice.
  Learned asked;
  switch (traits->recovery_of(subject.operation.kind)) {
    case Recovery::idempotent_by_reference:
      asked = co_await repeat(services, *traits, std::move(subject));
      co_return co_await after_asking(services, std::move(asked));
    case Recovery::queryable:
      asked = co_await ask(services, *traits, std::move(subject));
      co_return co_await after_asking(services, std::move(asked));
    case Recovery::reversible:
      if (pending) co_return co_await wait_for_report(services, std::move(subject));
      co_return co_await undo(services, std::move(subject), OperationCause::outcome_unknown);
    case Recovery::none:
      if (pending) co_return co_await wait_for_report(services, std::move(subject));
      break;
  }
  co_return co_await park(services, std::move(subject));
}

Task<bool> resolve_due_now(Services& services, std::vector<Operation> operations) {
  bool any = false;
  for (auto& operation : operations) {
    if (!operation.due_at || *operation.due_at > services.clock.now()) continue;
    // Its revision makes the claim ours or nobody's.
    operation.due_at = services.clock.now() +
                       services.channels.deadline(operation.channel_account) + kSettleMargin;
    ++operation.revision;
    Change change;
    change.changed_operations.push_back(operation);
    if (!co_await commit(services, std::move(change), operation)) continue;
    any = true;
    (void)co_await resolve_operation(services, std::move(operation));
  }
  co_return any;
}

}  // namespace tollgate
