// The reads that also write: claiming what is due and purging old requests. All look
// without locks first and then take their rows in the order of the primary key, as the writers
// do: nobody waits in a circle. What is due, and for how long it is leased, is by the database's
// clock: `now` only words the lease by the caller's.
#include <algorithm>

#include "gateway/adapters/mysql/in_transaction.h"
#include "gateway/adapters/mysql/reads.h"
#include "gateway/adapters/mysql/row_sql.h"
#include "gateway/base/failpoint.h"

namespace tollgate::mysql {
namespace {

// How a kind of row is claimed: its table, the time that says it is due, and what a claim changes
// besides that time.
struct OperationClaim {
  using Row = Operation;
  static constexpr const Table& table() { return operations_table; }
  static constexpr std::string_view kDue = "due_at";
  static constexpr std::string_view kAlso = "revision = revision + 1, ";
  static Operation read(mysql::Row& row) { return read_operation(row); }
  static constexpr std::optional<Timestamp> Operation::*kTime = &Operation::due_at;
  static void claimed(Operation& operation) { ++operation.revision; }
};

// A payment's version is that of its last event: a claim leaves it.
struct PaymentClaim {
  using Row = Payment;
  static constexpr const Table& table() { return payments_table; }
  static constexpr std::string_view kDue = "expires_at";
  static constexpr std::string_view kAlso = "";
  static Payment read(mysql::Row& row) { return read_payment(row); }
  static constexpr std::optional<Timestamp> Payment::*kTime = &Payment::expires_at;
  static void claimed(Payment&) {}
};

template <class Claim>
using IdOf = decltype(Claim::Row::id);

template <class Claim>
Reply<std::vector<IdOf<Claim>>> find_due(Connection& connection, std::size_t limit) {
  SqlText sql("SELECT id FROM ");
  sql.raw(Claim::table().name).raw(" WHERE ").raw(Claim::kDue).raw(" <= UTC_TIMESTAMP(6)");
  sql.raw(" ORDER BY ").raw(Claim::kDue).raw(" LIMIT ").number(limit);
  std::vector<IdOf<Claim>> ids;
  const auto read =
      connection.query(sql.str(), [&](Row& row) { ids.push_back(row.id<IdOf<Claim>>()); });
  if (!read) return read.failure();
  return ids;
}

template <class Claim>
Reply<std::vector<typename Claim::Row>> lock_still_due(Connection& connection,
                                                       const std::vector<IdOf<Claim>>& ids) {
  std::vector<typename Claim::Row> due;
  SqlText sql = select_from(Claim::table());
  sql.raw("FORCE INDEX (PRIMARY) WHERE id IN ").ids(ids);
  sql.raw(" AND ").raw(Claim::kDue).raw(" <= UTC_TIMESTAMP(6) ORDER BY id FOR UPDATE");
  const auto locked =
      connection.query(sql.str(), [&](Row& row) { due.push_back(Claim::read(row)); });
  if (!locked) return locked.failure();
  // Longest overdue first, as the caller wants them; locking wanted the order of ids.
  std::stable_sort(due.begin(), due.end(),
                   [](const auto& a, const auto& b) { return a.*Claim::kTime < b.*Claim::kTime; });
  return due;
}

template <class Claim>
Reply<Nothing> move_due(Connection& connection, std::vector<typename Claim::Row>& due,
                        Timestamp now, Duration lease) {
  if (due.empty()) return Nothing{};
  std::vector<IdOf<Claim>> ids;
  for (auto& row : due) {
    ids.push_back(row.id);
    row.*Claim::kTime = now + lease;
    Claim::claimed(row);
  }
  SqlText sql("UPDATE ");
  sql.raw(Claim::table().name).raw(" SET ").raw(Claim::kAlso).raw(Claim::kDue).raw(" = ");
  sql.time_from_now(lease).raw(" WHERE id IN ").ids(ids);
  if (const auto moved = connection.execute(sql.str()); !moved) return moved.failure();
  return Nothing{};
}

template <class Claim>
Reply<std::vector<typename Claim::Row>> claim(Connection& connection, Timestamp now, Duration lease,
                                              std::size_t limit) {
  auto ids = find_due<Claim>(connection, limit);
  if (!ids) return ids.failure();
  std::vector<typename Claim::Row> due;
  if (ids->empty()) return due;
  const auto done = in_transaction(connection, [&]() -> Reply<Nothing> {
    auto locked = lock_still_due<Claim>(connection, *ids);
    if (!locked) return locked.failure();
    due = std::move(*locked);
    auto moved = move_due<Claim>(connection, due, now, lease);
    failpoint("resolver_before_claim_commit");
    return moved;
  });
  if (!done) return done.failure();
  return due;
}

}  // namespace

Reply<std::vector<Operation>> claim_due(Connection& connection, Timestamp now, Duration lease,
                                        std::size_t limit) {
  return claim<OperationClaim>(connection, now, lease, limit);
}

Reply<std::vector<Payment>> claim_expired(Connection& connection, Timestamp now, Duration lease,
                                          std::size_t limit) {
  return claim<PaymentClaim>(connection, now, lease, limit);
}

Reply<std::size_t> purge_requests(Connection& connection, std::size_t limit) {
  SqlText find(
      "SELECT nonce_digest FROM requests WHERE expires_at < UTC_TIMESTAMP() ORDER BY expires_at "
      "LIMIT ");
  find.number(limit);
  std::vector<Digest16> nonces;
  const auto read =
      connection.query(find.str(), [&](Row& row) { nonces.push_back(row.bytes<16>()); });
  if (!read) return read.failure();
  if (nonces.empty()) return std::size_t{0};
  std::sort(nonces.begin(), nonces.end());
  failpoint("purge_before_delete");
  SqlText remove("DELETE FROM requests WHERE nonce_digest IN ");
  remove.open_row();
  for (const Digest16& nonce : nonces) remove.bytes(nonce);
  remove.close_row();
  auto removed = connection.execute(remove.str());
  failpoint("purge_after_delete");
  if (!removed) return removed.failure();
  return static_cast<std::size_t>(*removed);
}

Reply<std::size_t> purge_fx_quotes(Connection& connection, std::chrono::hours keep,
                                   std::size_t limit) {
  SqlText sql("DELETE FROM fx_quotes WHERE created_at < UTC_TIMESTAMP() - INTERVAL ");
  sql.number(keep.count()).raw(" HOUR ORDER BY created_at LIMIT ").number(limit);
  auto removed = connection.execute(sql.str());
  if (!removed) return removed.failure();
  return static_cast<std::size_t>(*removed);
}

}  // namespace tollgate::mysql
