#include "gateway/app/resolver.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "gateway/app/perform.h"
#include "gateway/app/plan.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

constexpr Duration kWakeStep = std::chrono::milliseconds(20);

}  // namespace

Task<void> Resolver::run() {
  while (!stopping_) {
    woken_ = false;
    co_await claim_and_spawn();
    const Timestamp next = services_.clock.now() + limits_.poll;
    while (!stopping_ && !woken_ && services_.clock.now() < next)
      co_await services_.sleep(kWakeStep);
  }
}

Task<void> Resolver::claim_and_spawn() {
  auto executor = co_await boost::asio::this_coro::executor;
  while (!stopping_ && in_flight_ < limits_.in_flight) {
    auto due = co_await services_.store.claim_due_operations(services_.clock.now(), limits_.lease,
                                                             limits_.batch);
    if (!due.ok() || due->empty()) co_return;
    for (auto& operation : *due) {
      ++in_flight_;
      boost::asio::co_spawn(
          executor,
          [this, claimed = std::move(operation)]() mutable -> Task<void> {
            co_await resolve(std::move(claimed));
            --in_flight_;
          },
          boost::asio::detached);
    }
    if (due->size() < limits_.batch) co_return;
  }
}

Task<void> Resolver::resolve(Operation operation) {
  const ChannelTraits* traits = services_.channels.find_traits(operation.channel_account);
  auto loaded = co_await load_subject(services_.store, std::move(operation));
  if (!loaded.ok()) {  // the lease runs out and it is claimed again
    log_warning("an operation to resolve could not be read", {{"why", loaded.error().message}});
    co_return;
  }
  OperationSubject subject = std::move(*loaded);
  ++subject.operation.attempt;
  if (traits == nullptr) co_return co_await park(std::move(subject));
  switch (traits->recovery_of(subject.operation.kind)) {
    case Recovery::idempotent_by_reference:
      co_return co_await repeat(std::move(subject));
    case Recovery::queryable:
      co_return co_await ask(std::move(subject));
    case Recovery::reversible:
      co_return co_await undo(std::move(subject));
    case Recovery::none:
      break;
  }
  co_return co_await park(std::move(subject));
}

// The channel answers a repeat as it answered the first time, so the repeat is the question.
Task<void> Resolver::repeat(OperationSubject subject) {
  std::optional<CardData> card;
  auto opened = co_await open_card(services_, subject.payment);
  if (opened.ok()) card = std::move(*opened);
  const auto done = co_await carry_out(services_, std::move(subject), std::move(card), nullptr);
  if (done.ok() && is_final(done->operation.outcome.kind)) ++resolved_;
}

Task<void> Resolver::ask(OperationSubject subject) {
  Operation query = make_operation(services_, subject.payment, OperationKind::query,
                                   Money::zero(subject.payment.amount.currency()));
  query.original_id = subject.operation.id;
  ChannelCall call(std::move(query));
  call.original = subject.operation;
  Outcome outcome = co_await services_.channels.execute(std::move(call));
  // "Not found" is evidence only once the channel had time to book what it received.
  const auto* traits = services_.channels.find_traits(subject.operation.channel_account);
  const bool settled =
      services_.clock.now() >= subject.operation.created_at +
                                   services_.channels.deadline(subject.operation.channel_account) +
                                   traits->query_settle_time;
  const bool not_found = outcome.kind == OutcomeKind::not_sent && outcome.code == "not_found";
  if (outcome.kind == OutcomeKind::not_sent && !(not_found && settled)) outcome = Outcome{};
  co_await store_query_outcome(std::move(subject), std::move(outcome));
}

Task<void> Resolver::store_query_outcome(OperationSubject subject, Outcome outcome) {
  const Timestamp now = services_.clock.now();
  const EventId event_id = EventId::make(now, services_.random);
  Change change = finish_operation(subject, outcome, Recovery::queryable, now, event_id);
  const bool stored = co_await commit(std::move(change), subject.operation);
  if (stored && is_final(outcome.kind)) ++resolved_;
}

// The void gets a row of its own first: from then on it is the void that is due, until answered.
Task<void> Resolver::undo(OperationSubject subject) {
  Change change;
  const Timestamp now = services_.clock.now();
  Operation reversal = make_operation(services_, subject.payment, OperationKind::void_payment,
                                      subject.operation.amount);
  reversal.original_id = subject.operation.id;
  reversal.refund_id = subject.operation.refund_id;
  subject.operation.due_at.reset();
  ++subject.operation.revision;
  subject.operation.updated_at = now;
  change.new_operation = reversal;
  change.changed_operations.push_back(subject.operation);
  const bool stored = co_await commit(std::move(change), subject.operation);
  if (!stored) co_return;
  subject.original = subject.operation;
  subject.operation = std::move(reversal);
  co_await repeat(std::move(subject));
}

Task<void> Resolver::park(OperationSubject subject) {
  Change change;
  subject.operation.parked = true;
  subject.operation.due_at.reset();
  ++subject.operation.revision;
  subject.operation.updated_at = services_.clock.now();
  change.changed_operations.push_back(subject.operation);
  const bool stored = co_await commit(std::move(change), subject.operation);
  if (!stored) co_return;
  ++parked_;
  log_error(
      "an operation of unknown outcome needs a person: its channel can neither be asked nor "
      "undone",
      {{"payment_id", subject.payment.id.str()},
       {"operation_id", subject.operation.id.str()},
       {"channel", subject.operation.channel_account}});
}

Task<bool> Resolver::commit(Change change, const Operation& operation) {
  const auto outcome = co_await services_.store.commit(std::move(change));
  if (outcome.status == CommitStatus::committed) co_return true;
  log_warning("the resolver's commit was refused; the operation stays due",
              {{"operation_id", operation.id.str()}, {"why", outcome.detail}});
  co_return false;
}

}  // namespace tollgate
