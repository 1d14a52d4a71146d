#include "gateway/adapters/mysql/conflicts.h"

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "gateway/adapters/mysql/fold.h"
#include "gateway/adapters/mysql/sql_text.h"

namespace tollgate::mysql {
namespace {

using Reference = std::tuple<MerchantId, Mode, std::string>;

// What the database holds of the keys that a batch wants to write.
struct StoredKeys {
  std::set<Digest16> nonces;
  std::set<Digest16> idempotency_digests;
  std::set<Reference> references;
  std::set<PaymentMethodId> payment_methods;
  std::set<FxQuoteId> fx_quotes;       // that were given
  std::set<FxQuoteId> used_fx_quotes;  // that a payment was made with
  std::set<std::pair<PaymentId, std::uint32_t>> events;
  std::map<PaymentId, std::uint32_t> payment_versions;
  std::map<OperationId, std::uint32_t> operation_revisions;
  std::map<RefundId, std::uint32_t> refund_versions;
};

// Queries of the form "… IN (key, key)": skipped when there is no key.
class KeyQuery {
 public:
  KeyQuery(Connection& connection, std::string_view select) : connection_(connection) {
    sql_.raw(select).raw(" IN ").open_row();
  }
  SqlText& key() {
    empty_ = false;
    return sql_;
  }
  Reply<Nothing> run(std::string_view lock, const std::function<void(Row&)>& visit) {
    if (empty_) return Nothing{};
    sql_.close_row().raw(lock);
    return connection_.query(sql_.str(), visit);
  }

 private:
  Connection& connection_;
  SqlText sql_;
  bool empty_ = true;
};

constexpr std::string_view kLock = " FOR UPDATE";
constexpr std::string_view kNoLock = "";

Reply<Nothing> read_request_keys(Connection& connection, const Fold& fold, StoredKeys& stored) {
  KeyQuery nonces(connection, "SELECT nonce_digest FROM requests WHERE nonce_digest");
  KeyQuery keys(connection, "SELECT idempotency_digest FROM requests WHERE idempotency_digest");
  for (const RequestRecord* request : fold.requests) {
    nonces.key().bytes(request->nonce_digest);
    if (request->idempotency_digest) keys.key().bytes(*request->idempotency_digest);
  }
  auto read = nonces.run(kNoLock, [&](Row& row) { stored.nonces.insert(row.bytes<16>()); });
  if (!read) return read;
  return keys.run(kNoLock, [&](Row& row) { stored.idempotency_digests.insert(row.bytes<16>()); });
}

Reply<Nothing> read_payment_keys(Connection& connection, const Fold& fold, StoredKeys& stored) {
  KeyQuery payments(connection, "SELECT id, version FROM payments WHERE id");
  for (const Payment* payment : fold.new_payments) payments.key().id(payment->id);
  for (const Payment* payment : fold.changed_payments) payments.key().id(payment->id);
  auto read = payments.run(kLock, [&](Row& row) {
    const auto id = row.id<PaymentId>();
    stored.payment_versions[id] = row.number<std::uint32_t>();
  });
  if (!read) return read;

  KeyQuery operations(connection, "SELECT id, revision FROM operations WHERE id");
  for (const Operation* operation : fold.new_operations) operations.key().id(operation->id);
  for (const Operation* operation : fold.changed_operations) operations.key().id(operation->id);
  read = operations.run(kLock, [&](Row& row) {
    const auto id = row.id<OperationId>();
    stored.operation_revisions[id] = row.number<std::uint32_t>();
  });
  if (!read) return read;

  KeyQuery refunds(connection, "SELECT id, version FROM refunds WHERE id");
  for (const Refund* refund : fold.new_refunds) refunds.key().id(refund->id);
  for (const Refund* refund : fold.changed_refunds) refunds.key().id(refund->id);
  return refunds.run(kLock, [&](Row& row) {
    const auto id = row.id<RefundId>();
    stored.refund_versions[id] = row.number<std::uint32_t>();
  });
}

Reply<Nothing> read_write_once_keys(Connection& connection, const Fold& fold, StoredKeys& stored) {
  KeyQuery methods(connection, "SELECT id FROM payment_methods WHERE id");
  for (const PaymentMethod* method : fold.payment_methods) methods.key().id(method->id);
  auto read = methods.run(
      kNoLock, [&](Row& row) { stored.payment_methods.insert(row.id<PaymentMethodId>()); });
  if (!read) return read;

  KeyQuery quotes(connection, "SELECT id FROM fx_quotes WHERE id");
  for (const FxQuote* quote : fold.fx_quotes) quotes.key().id(quote->id);
  read = quotes.run(kNoLock, [&](Row& row) { stored.fx_quotes.insert(row.id<FxQuoteId>()); });
  if (!read) return read;

  KeyQuery used(connection, "SELECT fx_quote_id FROM payments WHERE fx_quote_id");
  for (const Payment* payment : fold.new_payments)
    if (payment->fx_quote) used.key().id(payment->fx_quote->id);
  read = used.run(kNoLock, [&](Row& row) { stored.used_fx_quotes.insert(row.id<FxQuoteId>()); });
  if (!read) return read;

  KeyQuery events(connection, "SELECT payment_id, version FROM events WHERE payment_id");
  for (const Event* event : fold.events) events.key().id(event->payment_id);
  return events.run(kNoLock, [&](Row& row) {
    const auto id = row.id<PaymentId>();
    stored.events.emplace(id, row.number<std::uint32_t>());
  });
}

Reply<Nothing> read_references(Connection& connection, const Fold& fold, StoredKeys& stored) {
  SqlText sql("SELECT merchant_id, mode, merchant_reference FROM payments WHERE ");
  bool any = false;
  for (const Payment* payment : fold.new_payments) {
    if (payment->merchant_reference.empty()) continue;
    sql.raw(any ? " OR " : "").raw("(merchant_id = ").id(payment->merchant_id);
    sql.raw(" AND mode = ").number(payment->mode);
    sql.raw(" AND merchant_reference = ").binary(payment->merchant_reference).raw(")");
    any = true;
  }
  if (!any) return Nothing{};
  return connection.query(sql.str(), [&](Row& row) {
    const auto merchant = row.id<MerchantId>();
    const Mode mode = row.number<Mode>();
    stored.references.emplace(merchant, mode, row.text());
  });
}

template <class Key>
bool is_new(const std::map<Key, std::uint32_t>& stored, const Key& key) {
  return !stored.contains(key);
}

template <class Key>
bool follows(const std::map<Key, std::uint32_t>& stored, const Key& key, std::uint32_t version) {
  const auto found = stored.find(key);
  return found != stored.end() && found->second + 1 == version;
}

bool versions_fit(const Change& change, const StoredKeys& stored) {
  if (change.new_payment && !is_new(stored.payment_versions, change.new_payment->id)) return false;
  if (change.changed_payment && !follows(stored.payment_versions, change.changed_payment->id,
                                         change.changed_payment->version))
    return false;
  if (change.new_operation && !is_new(stored.operation_revisions, change.new_operation->id))
    return false;
  for (const Operation& operation : change.changed_operations)
    if (!follows(stored.operation_revisions, operation.id, operation.revision)) return false;
  if (change.new_refund && !is_new(stored.refund_versions, change.new_refund->id)) return false;
  if (change.changed_refund &&
      !follows(stored.refund_versions, change.changed_refund->id, change.changed_refund->version))
    return false;
  if (change.new_payment_method && stored.payment_methods.contains(change.new_payment_method->id))
    return false;
  if (change.new_fx_quote && stored.fx_quotes.contains(change.new_fx_quote->id)) return false;
  for (const Event& event : change.events)
    if (stored.events.contains({event.payment_id, event.version})) return false;
  return true;
}

CommitStatus judge(const Change& change, const StoredKeys& stored) {
  if (change.new_request) {
    if (stored.nonces.contains(change.new_request->nonce_digest))
      return CommitStatus::nonce_replayed;
    const auto& key = change.new_request->idempotency_digest;
    if (key && stored.idempotency_digests.contains(*key))
      return CommitStatus::idempotency_key_taken;
  }
  if (!versions_fit(change, stored)) return CommitStatus::version_conflict;
  if (const auto& payment = change.new_payment; payment && !payment->merchant_reference.empty()) {
    if (stored.references.contains(
            {payment->merchant_id, payment->mode, payment->merchant_reference}))
      return CommitStatus::merchant_reference_taken;
  }
  if (const auto& payment = change.new_payment;
      payment && payment->fx_quote && stored.used_fx_quotes.contains(payment->fx_quote->id))
    return CommitStatus::fx_quote_taken;
  return CommitStatus::committed;
}

}  // namespace

Reply<std::vector<CommitStatus>> find_conflicts(Connection& connection,
                                                std::span<const Change* const> changes) {
  Fold fold;
  for (const Change* change : changes) fold.add(*change);
  StoredKeys stored;
  for (const auto read :
       {read_request_keys, read_payment_keys, read_write_once_keys, read_references}) {
    if (const auto done = read(connection, fold, stored); !done) return done.failure();
  }
  std::vector<CommitStatus> statuses;
  statuses.reserve(changes.size());
  for (const Change* change : changes) statuses.push_back(judge(*change, stored));
  return statuses;
}

CommitStatus conflict_of_key(std::string_view key) {
  if (key == "requests_by_idempotency") return CommitStatus::idempotency_key_taken;
  if (key == "payments_by_reference") return CommitStatus::merchant_reference_taken;
  if (key == "payments_by_fx_quote") return CommitStatus::fx_quote_taken;
  return CommitStatus::version_conflict;
}

std::string_view sentence_for(CommitStatus status) {
  switch (status) {
    case CommitStatus::committed:
      return "";
    case CommitStatus::version_conflict:
      return "A row of the change had moved on; nothing was written.";
    case CommitStatus::nonce_replayed:
      return "The request's nonce was used before; nothing was written.";
    case CommitStatus::idempotency_key_taken:
      return "The idempotency key was used before; nothing was written.";
    case CommitStatus::merchant_reference_taken:
      return "Another payment of the merchant has this reference; nothing was written.";
    case CommitStatus::fx_quote_taken:
      return "Another payment was made with this quote; nothing was written.";
    case CommitStatus::unavailable:
      return "The database did not take the change in time; nothing was written.";
    case CommitStatus::unknown:
      break;
  }
  return "The database's answer was lost; the change may have been written.";
}

}  // namespace tollgate::mysql
