#include "gateway/adapters/memory/memory_store.h"

#include <algorithm>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tollgate::memory {
namespace {

constexpr std::size_t kPageMax = 100;

// Nothing when the row belongs to somebody else.
template <class Row>
std::optional<Row> only_of(std::optional<Row> row, MerchantId merchant, Mode mode) {
  if (row && (row->merchant_id != merchant || row->mode != mode)) row.reset();
  return row;
}

template <class Row>
void sort_oldest_first(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::pair(a.created_at, a.id) < std::pair(b.created_at, b.id);
  });
}

// Of the payments of one payment: the rows that an index names, oldest first.
template <class Rows, class Index>
auto rows_of(const Rows& rows, const Index& index, PaymentId payment) {
  std::vector<typename Rows::mapped_type> found;
  if (const auto ids = index.find(payment); ids != index.end())
    for (const auto& id : ids->second) found.push_back(rows.at(id));
  sort_oldest_first(found);
  return found;
}

bool passes(const PaymentFilter& filter, const Payment& payment) {
  return payment.merchant_id == filter.merchant_id && payment.mode == filter.mode &&
         (!filter.direction || payment.direction == *filter.direction) &&
         (!filter.status || payment.status == *filter.status) &&
         (filter.merchant_reference.empty() ||
          payment.merchant_reference == filter.merchant_reference) &&
         (!filter.starting_after || payment.id < *filter.starting_after) &&
         (!filter.ending_before || payment.id > *filter.ending_before);
}

template <class T>
Result<T> ok(T value) {
  return Result<T>(std::move(value));
}

}  // namespace

MemoryStore::MemoryStore(MemoryStoreOptions options)
    : options_(std::move(options)), tables_(options_.streams) {}

Task<CommitOutcome> MemoryStore::commit(Change change) {
  co_await boost::asio::post(boost::asio::use_awaitable);
  const CommitFault fault = options_.fault_plan ? options_.fault_plan(change) : CommitFault::none;
  CommitOutcome outcome;
  if (fault == CommitFault::none || fault == CommitFault::unknown_written)
    outcome = commit_now(change);
  if (fault == CommitFault::unavailable)
    outcome = {CommitStatus::unavailable, "The fault plan refused the commit."};
  const bool wrote_events = outcome.status == CommitStatus::committed && !change.events.empty();
  if (fault == CommitFault::unknown_written || fault == CommitFault::unknown_lost)
    outcome = {CommitStatus::unknown, "The fault plan lost the answer."};
  if (wrote_events && options_.on_committed) options_.on_committed();
  co_await boost::asio::post(boost::asio::use_awaitable);
  co_return outcome;
}

CommitOutcome MemoryStore::commit_now(const Change& change) {
  const std::lock_guard lock(mutex_);
  CommitOutcome outcome;
  outcome.status = tables_.judge(change);
  if (outcome.status == CommitStatus::committed)
    tables_.apply(change);
  else
    outcome.detail = "The change conflicts with what is stored; nothing was written.";
  return outcome;
}

std::optional<Timestamp> MemoryStore::next_due() const {
  const std::lock_guard lock(mutex_);
  std::optional<Timestamp> next;
  if (!tables_.due.empty()) next = tables_.due.begin()->first;
  if (!tables_.expiring.empty()) {
    const Timestamp expiry = tables_.expiring.begin()->first;
    next = next ? std::min(*next, expiry) : expiry;
  }
  return next;
}

Task<Result<std::optional<Payment>>> MemoryStore::find_payment(MerchantId merchant, Mode mode,
                                                               PaymentId id) {
  const std::lock_guard lock(mutex_);
  co_return ok(only_of(find_in(tables_.payments, id), merchant, mode));
}

Task<Result<Page>> MemoryStore::list_payments(PaymentFilter filter) {
  const std::lock_guard lock(mutex_);
  const std::size_t limit = std::min(filter.limit, kPageMax);
  const bool upwards = filter.ending_before && !filter.starting_after;
  std::vector<Payment> found;
  const auto take = [&](const auto& entry) {
    if (found.size() <= limit && passes(filter, entry.second)) found.push_back(entry.second);
  };
  if (upwards)
    std::for_each(tables_.payments.begin(), tables_.payments.end(), take);
  else
    std::for_each(tables_.payments.rbegin(), tables_.payments.rend(), take);
  Page page;
  page.has_more = found.size() > limit;
  if (page.has_more) found.pop_back();
  if (upwards) std::reverse(found.begin(), found.end());
  page.payments = std::move(found);
  co_return ok(std::move(page));
}

Task<Result<std::vector<Operation>>> MemoryStore::list_operations(PaymentId payment) {
  const std::lock_guard lock(mutex_);
  co_return ok(rows_of(tables_.operations, tables_.operations_by_payment, payment));
}

Task<Result<std::vector<Event>>> MemoryStore::list_events(PaymentId payment) {
  const std::lock_guard lock(mutex_);
  std::vector<Event> events;
  for (auto at = tables_.events_by_payment.lower_bound({payment, 0});
       at != tables_.events_by_payment.end() && at->first.first == payment; ++at)
    events.push_back(at->second);
  co_return ok(std::move(events));
}

Task<Result<std::optional<Refund>>> MemoryStore::find_refund(MerchantId merchant, Mode mode,
                                                             RefundId id) {
  const std::lock_guard lock(mutex_);
  co_return ok(only_of(find_in(tables_.refunds, id), merchant, mode));
}

Task<Result<std::vector<Refund>>> MemoryStore::list_refunds(PaymentId payment) {
  const std::lock_guard lock(mutex_);
  co_return ok(rows_of(tables_.refunds, tables_.refunds_by_payment, payment));
}

Task<Result<std::optional<PaymentMethod>>> MemoryStore::find_payment_method(MerchantId merchant,
                                                                            Mode mode,
                                                                            PaymentMethodId id) {
  const std::lock_guard lock(mutex_);
  co_return ok(only_of(find_in(tables_.payment_methods, id), merchant, mode));
}

Task<Result<std::optional<FxQuote>>> MemoryStore::find_fx_quote(MerchantId merchant, Mode mode,
                                                                FxQuoteId id) {
  const std::lock_guard lock(mutex_);
  co_return ok(only_of(find_in(tables_.fx_quotes, id), merchant, mode));
}

Task<Result<std::optional<RequestRecord>>> MemoryStore::find_request(Digest16 idempotency_digest) {
  const std::lock_guard lock(mutex_);
  const auto nonce = find_in(tables_.nonce_by_idempotency, idempotency_digest);
  co_return ok(nonce ? find_in(tables_.requests, *nonce) : std::optional<RequestRecord>());
}

Task<Result<std::vector<Operation>>> MemoryStore::claim_due_operations(Timestamp now,
                                                                       Duration lease,
                                                                       std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Operation> claimed;
  for (const auto& [due_at, id] : tables_.due) {
    if (due_at > now || claimed.size() == limit) break;
    claimed.push_back(tables_.operations.at(id));
  }
  for (Operation& operation : claimed) {
    operation.due_at = now + lease;
    ++operation.revision;
    tables_.put_operation(operation);
  }
  co_return ok(std::move(claimed));
}

Task<Result<std::vector<Payment>>> MemoryStore::claim_expired_payments(Timestamp now,
                                                                       Duration lease,
                                                                       std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Payment> claimed;
  for (const auto& [expires_at, id] : tables_.expiring) {
    if (expires_at > now || claimed.size() == limit) break;
    claimed.push_back(tables_.payments.at(id));
  }
  for (Payment& payment : claimed) {
    payment.expires_at = now + lease;
    tables_.put_payment(payment);
  }
  co_return ok(std::move(claimed));
}

Task<Result<std::vector<Operation>>> MemoryStore::list_parked_operations(std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Operation> parked;
  for (const auto& [id, operation] : tables_.operations)
    if (operation.parked && parked.size() < limit) parked.push_back(operation);
  co_return ok(std::move(parked));
}

Task<Result<std::vector<Break>>> MemoryStore::list_open_breaks(std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Break> open;
  for (const auto& [id, found] : tables_.breaks)
    if (!found.closed_at && open.size() < limit) open.push_back(found);
  co_return ok(std::move(open));
}

Task<Status> MemoryStore::close_break(BreakId id, std::string reason, Timestamp at) {
  const std::lock_guard lock(mutex_);
  const auto found = tables_.breaks.find(id);
  if (found == tables_.breaks.end() || found->second.closed_at)
    co_return Error{ErrorCode::not_found, "There is no open break " + id.str() + ".", ""};
  found->second.closed_at = at;
  found->second.closed_reason = std::move(reason);
  co_return ok_status();
}

Task<Result<std::optional<Payment>>> MemoryStore::load_payment(PaymentId id) {
  const std::lock_guard lock(mutex_);
  co_return ok(find_in(tables_.payments, id));
}

Task<Result<std::optional<Refund>>> MemoryStore::load_refund(RefundId id) {
  const std::lock_guard lock(mutex_);
  co_return ok(find_in(tables_.refunds, id));
}

Task<Result<std::optional<Operation>>> MemoryStore::load_operation(OperationId id) {
  const std::lock_guard lock(mutex_);
  co_return ok(find_in(tables_.operations, id));
}

std::vector<Payment> MemoryStore::all_payments() const {
  const std::lock_guard lock(mutex_);
  std::vector<Payment> all;
  for (const auto& [id, payment] : tables_.payments) all.push_back(payment);
  return all;
}

std::vector<Operation> MemoryStore::all_operations() const {
  const std::lock_guard lock(mutex_);
  std::vector<Operation> all;
  for (const auto& [id, operation] : tables_.operations) all.push_back(operation);
  return all;
}

}  // namespace tollgate::memory
