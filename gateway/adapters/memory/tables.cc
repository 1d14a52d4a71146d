#include "gateway/adapters/memory/tables.h"

#include "gateway/base/check.h"

namespace tollgate::memory {
namespace {

template <class Rows, class Row>
bool follows(const Rows& rows, const Row& changed, std::uint32_t Row::*version) {
  const auto found = rows.find(changed.id);
  return found != rows.end() && found->second.*version + 1 == changed.*version;
}

template <class Rows, class Row>
void put(Rows& rows, const Row& row) {
  rows.insert_or_assign(row.id, row);
}

// What an update never changes, as in the database: see the tables of adapters/mysql.
void keep_constants(const Payment& stored, Payment& changed) {
  changed.merchant_id = stored.merchant_id;
  changed.mode = stored.mode;
  changed.direction = stored.direction;
  changed.counterparty = stored.counterparty;
  changed.purpose = stored.purpose;
  changed.merchant_reference = stored.merchant_reference;
  changed.amount = stored.amount;
  changed.fx_quote = stored.fx_quote;
  changed.created_at = stored.created_at;
}

void keep_constants(const Operation& stored, Operation& changed) {
  changed.payment_id = stored.payment_id;
  changed.merchant_id = stored.merchant_id;
  changed.kind = stored.kind;
  changed.cause = stored.cause;
  changed.final_capture = stored.final_capture;
  changed.channel_account = stored.channel_account;
  changed.amount = stored.amount;
  changed.refund_id = stored.refund_id;
  changed.original_id = stored.original_id;
  changed.created_at = stored.created_at;
}

void keep_constants(const Refund& stored, Refund& changed) {
  changed.payment_id = stored.payment_id;
  changed.merchant_id = stored.merchant_id;
  changed.mode = stored.mode;
  changed.amount = stored.amount;
  changed.created_at = stored.created_at;
}

template <class Rows, class Row>
Row with_constants(const Rows& rows, Row changed) {
  keep_constants(rows.at(changed.id), changed);
  return changed;
}

}  // namespace

Tables::Tables(std::uint16_t stream_count) {
  CHECK(stream_count > 0);
  for (std::uint16_t stream = 1; stream <= stream_count; ++stream) streams[stream];
}

CommitStatus Tables::judge(const Change& change) const {
  if (const auto& request = change.new_request) {
    if (requests.contains(request->nonce_digest)) return CommitStatus::nonce_replayed;
    const auto& key = request->idempotency_digest;
    if (key && nonce_by_idempotency.contains(*key)) return CommitStatus::idempotency_key_taken;
  }
  if (!versions_fit(change)) return CommitStatus::version_conflict;
  if (const auto& payment = change.new_payment; payment && !payment->merchant_reference.empty()) {
    if (references_.contains({payment->merchant_id, payment->mode, payment->merchant_reference}))
      return CommitStatus::merchant_reference_taken;
  }
  if (const auto& payment = change.new_payment;
      payment && payment->fx_quote && used_quotes_.contains(payment->fx_quote->id))
    return CommitStatus::fx_quote_taken;
  return CommitStatus::committed;
}

bool Tables::versions_fit(const Change& change) const {
  if (change.new_payment && payments.contains(change.new_payment->id)) return false;
  if (change.changed_payment && !follows(payments, *change.changed_payment, &Payment::version))
    return false;
  if (change.new_operation && operations.contains(change.new_operation->id)) return false;
  for (const Operation& operation : change.changed_operations)
    if (!follows(operations, operation, &Operation::revision)) return false;
  if (change.new_refund && refunds.contains(change.new_refund->id)) return false;
  if (change.changed_refund && !follows(refunds, *change.changed_refund, &Refund::version))
    return false;
  if (change.new_payment_method && payment_methods.contains(change.new_payment_method->id))
    return false;
  if (change.new_fx_quote && fx_quotes.contains(change.new_fx_quote->id)) return false;
  for (const Event& event : change.events)
    if (events_by_payment.contains({event.payment_id, event.version})) return false;
  return true;
}

void Tables::apply(const Change& change) {
  if (const auto& request = change.new_request) {
    requests[request->nonce_digest] = *request;
    if (request->idempotency_digest)
      nonce_by_idempotency[*request->idempotency_digest] = request->nonce_digest;
  }
  if (change.new_payment_method) put(payment_methods, *change.new_payment_method);
  if (change.new_fx_quote) put(fx_quotes, *change.new_fx_quote);
  if (const auto& payment = change.new_payment) {
    put_payment(*payment);
    if (payment->fx_quote) used_quotes_.insert(payment->fx_quote->id);
    if (!payment->merchant_reference.empty())
      references_.insert({payment->merchant_id, payment->mode, payment->merchant_reference});
  }
  if (change.changed_payment) put_payment(with_constants(payments, *change.changed_payment));
  if (const auto& operation = change.new_operation) {
    put_operation(*operation);
    operations_by_payment[operation->payment_id].push_back(operation->id);
  }
  for (const Operation& operation : change.changed_operations)
    put_operation(with_constants(operations, operation));
  if (const auto& refund = change.new_refund) {
    put(refunds, *refund);
    refunds_by_payment[refund->payment_id].push_back(refund->id);
  }
  if (change.changed_refund) put(refunds, with_constants(refunds, *change.changed_refund));
  if (change.answer) {
    // A request that is gone has nobody left to be answered.
    const auto nonce = nonce_by_idempotency.find(change.answer->idempotency_digest);
    if (nonce != nonce_by_idempotency.end() && !requests.at(nonce->second).answer)
      requests.at(nonce->second).answer = change.answer->answer;
  }
  if (change.new_break) breaks.try_emplace(change.new_break->id, *change.new_break);
  for (const Event& event : change.events) append_event(event);
}

void Tables::put_operation(const Operation& operation) {
  if (const auto stored = operations.find(operation.id);
      stored != operations.end() && stored->second.due_at)
    due.erase({*stored->second.due_at, operation.id});
  put(operations, operation);
  if (operation.due_at) due.insert({*operation.due_at, operation.id});
}

void Tables::put_payment(const Payment& payment) {
  if (const auto stored = payments.find(payment.id);
      stored != payments.end() && stored->second.expires_at)
    expiring.erase({*stored->second.expires_at, payment.id});
  put(payments, payment);
  if (payment.expires_at) expiring.insert({*payment.expires_at, payment.id});
}

void Tables::append_event(const Event& event) {
  // All events of a payment in one stream, as the database's writers do.
  const std::size_t shard =
      std::hash<PaymentId>()(event.payment_id) % static_cast<std::size_t>(streams.size());
  streams[static_cast<std::uint16_t>(shard + 1)].push_back(event);
  events_by_payment.emplace(std::pair(event.payment_id, event.version), event);
}

}  // namespace tollgate::memory
