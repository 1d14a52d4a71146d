// Tables: what a MemoryStore holds, and the rules by which a change gets in. The same rules as
// the database's, in the same order. Not safe from several threads: its store locks.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "gateway/app/ports/change.h"
#include "gateway/app/ports/directory.h"
#include "gateway/app/ports/event_source.h"

namespace tollgate::memory {

// The row of a key, copied.
template <class Rows, class Key>
auto find_in(const Rows& rows, const Key& key) {
  using Row = typename Rows::mapped_type;
  const auto found = rows.find(key);
  return found == rows.end() ? std::optional<Row>() : std::optional<Row>(found->second);
}

struct FollowerRow {
  std::string owner;
  std::uint64_t epoch = 0;
  Timestamp expires_at{};
};

class Tables {
 public:
  explicit Tables(std::uint16_t streams);

  // The first of nonce, idempotency key, version, merchant reference that forbids the change;
  // `committed` when nothing does.
  CommitStatus judge(const Change& change) const;
  // Needs judge() == committed.
  void apply(const Change& change);

  std::map<PaymentId, Payment> payments;
  std::map<OperationId, Operation> operations;
  std::map<RefundId, Refund> refunds;
  std::map<PaymentMethodId, PaymentMethod> payment_methods;
  std::map<FxQuoteId, FxQuote> fx_quotes;
  std::map<Digest16, RequestRecord> requests;           // by nonce
  std::map<Digest16, Digest16> nonce_by_idempotency;    // of requests that have a key
  std::map<std::uint16_t, std::vector<Event>> streams;  // number N is at index N - 1
  std::map<std::pair<PaymentId, std::uint32_t>, Event> events_by_payment;
  std::map<PaymentId, std::vector<OperationId>> operations_by_payment;
  std::map<PaymentId, std::vector<RefundId>> refunds_by_payment;
  std::set<std::pair<Timestamp, OperationId>> due;
  std::set<std::pair<Timestamp, PaymentId>> expiring;
  std::map<BreakId, Break> breaks;
  std::map<std::string, StreamCursors, std::less<>> cursors;  // by follower
  std::map<std::string, FollowerRow, std::less<>> followers;
  std::map<MerchantId, Merchant> merchants;
  std::map<ApiKeyId, ApiKey> api_keys;

  // Replace a stored row and keep `due` and `expiring` right.
  void put_operation(const Operation& operation);
  void put_payment(const Payment& payment);

 private:
  using Reference = std::tuple<MerchantId, Mode, std::string>;
  bool versions_fit(const Change& change) const;
  void append_event(const Event& event);

  std::set<Reference> references_;
  std::set<FxQuoteId> used_quotes_;
};

}  // namespace tollgate::memory
