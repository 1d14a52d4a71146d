// The two reads that also write: claiming due operations and purging old requests. Both look
// without locks first and then take their rows in the order of the primary key, as the writers
// do: nobody waits in a circle.
#include <algorithm>

#include "gateway/adapters/mysql/reads.h"
#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {
namespace {

// Runs `body` between START TRANSACTION and COMMIT.
template <class Body>
Reply<Nothing> in_transaction(Connection& connection, Body&& body) {
  if (const auto begun = connection.execute("START TRANSACTION"); !begun) return begun.failure();
  Reply<Nothing> done = body();
  if (done) {
    const auto committed = connection.execute("COMMIT");
    if (!committed) done = committed.failure();
  }
  if (!done && !connection.is_broken()) (void)connection.execute("ROLLBACK");
  return done;
}

Reply<std::vector<OperationId>> find_due(Connection& connection, Timestamp now, std::size_t limit) {
  SqlText sql("SELECT id FROM operations WHERE due_at <= ");
  sql.time(now).raw(" ORDER BY due_at LIMIT ").number(limit);
  std::vector<OperationId> ids;
  const auto read =
      connection.query(sql.str(), [&](Row& row) { ids.push_back(row.id<OperationId>()); });
  if (!read) return read.failure();
  return ids;
}

template <class Ids>
void append_ids(SqlText& sql, const Ids& ids) {
  sql.raw("id IN ").open_row();
  for (const OperationId& id : ids) sql.id(id);
  sql.close_row();
}

Reply<std::vector<Operation>> lock_still_due(Connection& connection,
                                             const std::vector<OperationId>& ids, Timestamp now) {
  std::vector<Operation> due;
  SqlText sql = select_from(operations_table);
  append_ids(sql.raw("FORCE INDEX (PRIMARY) WHERE "), ids);
  sql.raw(" AND due_at <= ").time(now).raw(" ORDER BY id FOR UPDATE");
  const auto locked =
      connection.query(sql.str(), [&](Row& row) { due.push_back(read_operation(row)); });
  if (!locked) return locked.failure();
  // Longest overdue first, as the caller wants them; locking wanted the order of ids.
  std::stable_sort(due.begin(), due.end(),
                   [](const Operation& a, const Operation& b) { return a.due_at < b.due_at; });
  return due;
}

Reply<Nothing> move_due(Connection& connection, std::vector<Operation>& due, Timestamp until) {
  if (due.empty()) return Nothing{};
  std::vector<OperationId> ids;
  for (Operation& operation : due) {
    ids.push_back(operation.id);
    operation.due_at = until;
    ++operation.revision;
  }
  SqlText sql("UPDATE operations SET revision = revision + 1, due_at = ");
  append_ids(sql.time(until).raw(" WHERE "), ids);
  if (const auto moved = connection.execute(sql.str()); !moved) return moved.failure();
  return Nothing{};
}

}  // namespace

Reply<std::vector<Operation>> claim_due(Connection& connection, Timestamp now, Duration lease,
                                        std::size_t limit) {
  auto ids = find_due(connection, now, limit);
  if (!ids) return ids.failure();
  std::vector<Operation> due;
  if (ids->empty()) return due;
  const auto done = in_transaction(connection, [&]() -> Reply<Nothing> {
    auto locked = lock_still_due(connection, *ids, now);
    if (!locked) return locked.failure();
    due = std::move(*locked);
    return move_due(connection, due, now + lease);
  });
  if (!done) return done.failure();
  return due;
}

Reply<std::size_t> purge_requests(Connection& connection, Timestamp now, std::size_t limit) {
  SqlText find("SELECT nonce_digest FROM requests WHERE expires_at < ");
  find.time(now).raw(" ORDER BY expires_at LIMIT ").number(limit);
  std::vector<Digest16> nonces;
  const auto read =
      connection.query(find.str(), [&](Row& row) { nonces.push_back(row.bytes<16>()); });
  if (!read) return read.failure();
  if (nonces.empty()) return std::size_t{0};
  std::sort(nonces.begin(), nonces.end());
  SqlText remove("DELETE FROM requests WHERE nonce_digest IN ");
  remove.open_row();
  for (const Digest16& nonce : nonces) remove.bytes(nonce);
  remove.close_row();
  auto removed = connection.execute(remove.str());
  if (!removed) return removed.failure();
  return static_cast<std::size_t>(*removed);
}

}  // namespace tollgate::mysql
