#include "tests/simulation/node_store.h"

#include "tests/simulation/cards.h"

namespace tollgate::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Error away() { return {ErrorCode::unavailable, "The simulated store is away.", ""}; }

CommitOutcome outcome(CommitStatus status) {
  CommitOutcome made;
  made.status = status;
  made.detail = "simulated";
  return made;
}

}  // namespace

// One in five changes that a defect could spoil, so that the rest shows the difference.
void NodeStore::spoil(Change& change) {
  const Defect defect = stage_.options.defect;
  if (defect == Defect::none || !stage_.random.one_in(1, 5)) return;
  if (defect == Defect::lose_event) change.events.clear();
  if (defect == Defect::event_twice && !change.events.empty()) {
    Event again = change.events.front();
    ++again.version;
    change.events.push_back(std::move(again));
  }
  if (defect == Defect::card_in_event && !change.events.empty())
    change.events.front().data += kCardNumbers[0];
  if (defect == Defect::forget_due && change.new_operation) change.new_operation->due_at.reset();
  if (defect == Defect::illegal_transition && change.changed_payment &&
      change.changed_payment->status == PaymentStatus::failed)
    change.changed_payment->status = PaymentStatus::requires_capture;
  if (defect == Defect::refund_without_hold && change.new_refund && change.changed_payment)
    change.changed_payment->amount_refunding -= change.new_refund->amount.minor();
}

CommitOutcome NodeStore::write(const Change& change) {
  if (stage_.has(Defect::acknowledge_early) && change.new_payment && stage_.random.one_in(1, 5))
    return outcome(CommitStatus::committed);
  CommitOutcome written = shared_.commit_now(change);
  if (written.status == CommitStatus::committed) {
    journal_.committed(change);
    if (!change.events.empty() && on_events) on_events();
  }
  return written;
}

Task<CommitOutcome> NodeStore::commit(Change change) {
  Places::Mark mark(places_, Place::commit_waiting);
  const Mix& mix = stage_.mix;
  if (stage_.strikes(Fault::commit_slow, mix.commit_slow))
    co_await stage_.scheduler.sleep(owner_, stage_.between(milliseconds(1), seconds(40)));
  else
    co_await stage_.scheduler.yield(owner_);
  if (stage_.strikes(Fault::commit_unavailable, mix.commit_fails))
    co_return outcome(CommitStatus::unavailable);
  if (stage_.strikes(Fault::commit_unknown_lost, mix.commit_fails / 3))
    co_return outcome(CommitStatus::unknown);
  const bool forgets = stage_.strikes(Fault::commit_unknown_written, mix.commit_fails / 3);
  spoil(change);
  CommitOutcome written = write(change);
  mark.move_to(Place::commit_done);
  co_await stage_.scheduler.yield(owner_);
  if (forgets) co_return outcome(CommitStatus::unknown);
  co_return written;
}

template <class T>
Task<Result<T>> NodeStore::slow_read(Task<Result<T>> shared_read) {
  Places::Mark mark(places_, Place::reading);
  co_await stage_.scheduler.yield(owner_);
  if (stage_.strikes(Fault::read_unavailable, stage_.mix.read_fails)) co_return away();
  co_return co_await std::move(shared_read);
}

// Most reads let nobody in between: a world has enough other moments for that.
template <class T>
Task<Result<T>> NodeStore::read(Task<Result<T>> shared_read) {
  if (!stage_.random.one_in(1, 4)) return shared_read;
  return slow_read(std::move(shared_read));
}

// A look that finds nothing takes no part in any race.
template <class T>
Task<Result<T>> NodeStore::claim(Task<Result<T>> shared_claim) {
  const auto due = shared_.next_due();
  if (!due || *due > stage_.clock.now()) return shared_claim;
  return read(std::move(shared_claim));
}

Task<Result<std::optional<Payment>>> NodeStore::find_payment(MerchantId merchant, Mode mode,
                                                             PaymentId id) {
  if (stage_.has(Defect::open_to_strangers)) return read(shared_.load_payment(id));
  return read(shared_.find_payment(merchant, mode, id));
}

Task<Result<Page>> NodeStore::list_payments(PaymentFilter filter) {
  return read(shared_.list_payments(std::move(filter)));
}

Task<Result<std::vector<Operation>>> NodeStore::list_operations(PaymentId payment) {
  return read(shared_.list_operations(payment));
}

Task<Result<std::vector<Event>>> NodeStore::list_events(PaymentId payment) {
  return read(shared_.list_events(payment));
}

Task<Result<std::optional<Refund>>> NodeStore::find_refund(MerchantId merchant, Mode mode,
                                                           RefundId id) {
  return read(shared_.find_refund(merchant, mode, id));
}

Task<Result<std::vector<Refund>>> NodeStore::list_refunds(PaymentId payment) {
  return read(shared_.list_refunds(payment));
}

Task<Result<std::optional<PaymentMethod>>> NodeStore::find_payment_method(MerchantId merchant,
                                                                          Mode mode,
                                                                          PaymentMethodId id) {
  return read(shared_.find_payment_method(merchant, mode, id));
}

Task<Result<std::optional<FxQuote>>> NodeStore::find_fx_quote(MerchantId merchant, Mode mode,
                                                              FxQuoteId id) {
  return read(shared_.find_fx_quote(merchant, mode, id));
}

Task<Result<std::optional<RequestRecord>>> NodeStore::find_request(Digest16 idempotency_digest) {
  auto found = co_await read(shared_.find_request(idempotency_digest));
  if (stage_.has(Defect::answer_differently) && found.ok() && found->has_value() &&
      (*found)->answer)
    (*found)->answer->body += " again";
  co_return found;
}

Task<Result<std::vector<Operation>>> NodeStore::claim_due_operations(Timestamp now, Duration lease,
                                                                     std::size_t limit) {
  return claim(shared_.claim_due_operations(now, lease, limit));
}

Task<Result<std::vector<Payment>>> NodeStore::claim_expired_payments(Timestamp now, Duration lease,
                                                                     std::size_t limit) {
  return claim(shared_.claim_expired_payments(now, lease, limit));
}

Task<Result<std::optional<Payment>>> NodeStore::load_payment(PaymentId id) {
  return read(shared_.load_payment(id));
}

Task<Result<std::optional<Refund>>> NodeStore::load_refund(RefundId id) {
  return read(shared_.load_refund(id));
}

Task<Result<std::optional<Operation>>> NodeStore::load_operation(OperationId id) {
  return read(shared_.load_operation(id));
}

Task<Result<std::vector<Operation>>> NodeStore::list_parked_operations(std::size_t limit) {
  return read(shared_.list_parked_operations(limit));
}

Task<Result<std::vector<Break>>> NodeStore::list_open_breaks(std::size_t limit) {
  return read(shared_.list_open_breaks(limit));
}

Task<Status> NodeStore::close_break(BreakId id, std::string reason, Timestamp at) {
  co_await stage_.scheduler.yield(owner_);
  co_return co_await shared_.close_break(id, std::move(reason), at);
}

}  // namespace tollgate::simulation
