#include "gateway/adapters/mysql/batch_transaction.h"

#include <map>

#include "gateway/adapters/mysql/conflicts.h"
#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {
namespace {

TransactionEnd end_of(const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::duplicate_key:
    case FailureKind::out_of_range:
      return TransactionEnd::conflict;
    case FailureKind::contention:
      return TransactionEnd::contention;
    case FailureKind::connection_lost:
    case FailureKind::unreachable:
      return TransactionEnd::connection_lost;
    case FailureKind::refused:
    case FailureKind::malformed_row:
      break;
  }
  return TransactionEnd::refused;
}

TransactionReport rolled_back(Connection& connection, TransactionEnd end, Failure failure) {
  if (!connection.is_broken()) (void)connection.execute("ROLLBACK");
  TransactionReport report;
  report.end = end;
  report.failure = std::move(failure);
  return report;
}

}  // namespace

TransactionReport BatchTransaction::run(Connection& connection, StreamLease& lease,
                                        std::span<const Change* const> changes, Check check) {
  TransactionReport report;
  report.statuses.assign(changes.size(), CommitStatus::committed);
  if (check == Check::before_writing) {
    auto found = find_conflicts(connection, changes);
    if (!found) return rolled_back(connection, end_of(found.failure()), found.failure());
    report.statuses = std::move(*found);
  }
  fold_.clear();
  for (std::size_t i = 0; i < changes.size(); ++i)
    if (report.statuses[i] == CommitStatus::committed) fold_.add(*changes[i]);

  StreamLease next = lease;
  next.last_number += fold_.events.size();
  ++next.commit_number;
  rows_ = 0;
  // First of all: a writer that lost its stream must not take locks that it will not use.
  auto owned = advance_stream(connection, lease, next, lease_duration_);
  if (!owned) return rolled_back(connection, end_of(owned.failure()), owned.failure());
  if (!*owned)
    return rolled_back(connection, TransactionEnd::fenced,
                       {.message = "another writer has taken the stream over"});
  if (const auto written = write(connection, lease); !written)
    return rolled_back(connection, end_of(written.failure()), written.failure());

  if (const auto done = connection.execute("COMMIT"); !done) {
    if (done.failure().kind == FailureKind::contention)
      return rolled_back(connection, TransactionEnd::contention, done.failure());
    report.end = TransactionEnd::commit_lost;
    report.failure = done.failure();
    return report;
  }
  lease = next;
  report.end = TransactionEnd::committed;
  report.rows = rows_;
  return report;
}

Reply<Nothing> BatchTransaction::write(Connection& connection, const StreamLease& lease) {
  // Every writer goes through the tables in this order, so that two of them seldom deadlock.
  auto done = write_once(connection, kRequestsTable, fold_.requests);
  if (done) done = write_once(connection, kPaymentMethodsTable, fold_.payment_methods);
  if (done)
    done = write_guarded(connection, kPaymentsTable, fold_.new_payments, fold_.changed_payments);
  if (done)
    done =
        write_guarded(connection, kOperationsTable, fold_.new_operations, fold_.changed_operations);
  if (done)
    done = write_guarded(connection, kRefundsTable, fold_.new_refunds, fold_.changed_refunds);
  if (done) done = write_answers(connection);
  if (done) done = write_events(connection, lease);
  return done;
}

template <class T>
Reply<Nothing> BatchTransaction::write_once(Connection& connection, const Table& table,
                                            const std::vector<const T*>& rows) {
  if (rows.empty()) return Nothing{};
  begin_insert(sql_.clear(), table);
  for (const T* row : rows) append_row(sql_, *row);
  rows_ += rows.size();
  if (const auto done = connection.execute(sql_.str()); !done) return done.failure();
  return Nothing{};
}

template <class T>
Reply<Nothing> BatchTransaction::write_guarded(Connection& connection, const Table& table,
                                               const std::vector<const T*>& added,
                                               const std::vector<const T*>& changed) {
  if (added.empty() && changed.empty()) return Nothing{};
  begin_insert(sql_.clear(), table);
  for (const T* row : added) append_row(sql_, *row);
  for (const T* row : changed) append_row(sql_, *row);
  sql_.raw(table.on_duplicate);
  rows_ += added.size() + changed.size();
  auto touched = connection.execute(sql_.str());
  if (!touched) return touched.failure();
  if (*touched != added.size() + 2 * changed.size())
    return Failure{.kind = FailureKind::out_of_range,
                   .message = "a row to be changed in " + std::string(table.name) + " is missing"};
  return Nothing{};
}

// The row of a request is found by its idempotency key, but written by its primary key: an upsert
// through a second unique key would first insert and then take back every row. A request that is
// gone (purged after its days) has nobody left to be answered: its answer is dropped.
Reply<Nothing> BatchTransaction::write_answers(Connection& connection) {
  if (fold_.answers.empty()) return Nothing{};
  sql_.clear().raw(
      "SELECT idempotency_digest, nonce_digest FROM requests WHERE idempotency_digest IN ");
  sql_.open_row();
  for (const AnswerUpdate* update : fold_.answers) sql_.bytes(update->idempotency_digest);
  sql_.close_row().raw(" FOR UPDATE");
  std::map<Digest16, Digest16> nonce_by_key;
  const auto read = connection.query(sql_.str(), [&](Row& row) {
    const auto key = row.bytes<16>();
    nonce_by_key[key] = row.bytes<16>();
  });
  if (!read) return read;
  if (nonce_by_key.empty()) return Nothing{};

  // The constants only satisfy NOT NULL: every row exists and is locked.
  sql_.clear().raw(
      "INSERT INTO requests (nonce_digest, answer_status, answer_content_type, answer_body, "
      "fingerprint, merchant_id, received_at, expires_at) VALUES ");
  for (const AnswerUpdate* update : fold_.answers) {
    const auto found = nonce_by_key.find(update->idempotency_digest);
    if (found == nonce_by_key.end()) continue;
    ++rows_;
    sql_.open_row()
        .bytes(found->second)
        .number(update->answer.status)
        .text(update->answer.content_type)
        .binary(update->answer.body)
        .text("")
        .text("")
        .text("1970-01-01")
        .text("1970-01-01")
        .close_row();
  }
  sql_.raw(
      " ON DUPLICATE KEY UPDATE answer_status = VALUES(answer_status), "
      "answer_content_type = VALUES(answer_content_type), answer_body = VALUES(answer_body)");
  if (const auto done = connection.execute(sql_.str()); !done) return done.failure();
  return Nothing{};
}

Reply<Nothing> BatchTransaction::write_events(Connection& connection, const StreamLease& lease) {
  if (fold_.events.empty()) return Nothing{};
  begin_insert(sql_.clear(), kEventsTable);
  std::uint64_t number = lease.last_number;
  for (const Event* event : fold_.events) append_row(sql_, lease.stream, ++number, *event);
  rows_ += fold_.events.size();
  if (const auto done = connection.execute(sql_.str()); !done) return done.failure();
  return Nothing{};
}

}  // namespace tollgate::mysql
