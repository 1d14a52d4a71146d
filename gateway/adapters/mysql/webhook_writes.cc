#include "gateway/adapters/mysql/webhook_writes.h"

#include "gateway/adapters/mysql/conflicts.h"
#include "gateway/adapters/mysql/webhook_sql.h"

namespace tollgate::mysql {
namespace {

SqlText& end_upsert(SqlText& sql, const Table& table) {
  return sql.raw(" ON DUPLICATE KEY UPDATE ").raw(table.on_duplicate);
}

// A nonce is the primary key, so a duplicate one is told apart from the idempotency key by name.
Reply<CommitStatus> insert_request(Connection& connection, const RequestRecord& request) {
  SqlText sql;
  append_row(begin_insert(sql, requests_table), request);
  const auto inserted = connection.execute(sql.str());
  if (inserted) return CommitStatus::committed;
  if (inserted.failure().kind != FailureKind::duplicate_key) return inserted.failure();
  const CommitStatus conflict = conflict_of_key(inserted.failure().key);
  return conflict == CommitStatus::idempotency_key_taken ? conflict : CommitStatus::nonce_replayed;
}

// The guard stands in the WHERE: a row that has moved on is not found.
Reply<CommitStatus> update_endpoint(Connection& connection, const WebhookEndpoint& endpoint) {
  SqlText sql("UPDATE webhook_endpoints SET url = ");
  sql.text(endpoint.url);
  sql.raw(", enabled_events = ").text(joined_types(endpoint.enabled_events));
  sql.raw(", description = ").text(endpoint.description);
  sql.raw(", status = ").number(endpoint.status);
  sql.raw(", disabled_reason = ").text(endpoint.disabled_reason);
  sql.raw(", enabled_at = ").time(endpoint.enabled_at);
  sql.raw(", version = ").number(endpoint.version);
  sql.raw(", updated_at = ").time(endpoint.updated_at);
  sql.raw(" WHERE id = ").id(endpoint.id).raw(" AND version = ").number(endpoint.version - 1);
  auto touched = connection.execute(sql.str());
  if (!touched) return touched.failure();
  return *touched == 1 ? CommitStatus::committed : CommitStatus::version_conflict;
}

Reply<Nothing> write_secrets(Connection& connection, const std::vector<WebhookSecret>& secrets) {
  if (secrets.empty()) return Nothing{};
  SqlText sql;
  begin_insert(sql, webhook_secrets_table);
  for (const auto& secret : secrets) append_row(sql, secret);
  const auto done = connection.execute(end_upsert(sql, webhook_secrets_table).str());
  if (!done) return done.failure();
  return Nothing{};
}

Reply<Nothing> write_deliveries(Connection& connection,
                                const std::vector<WebhookDelivery>& deliveries) {
  for (std::size_t begin = 0; begin < deliveries.size(); begin += kWebhookRowsAtOnce) {
    SqlText sql;
    begin_insert(sql, webhook_deliveries_table);
    const std::size_t end = std::min(begin + kWebhookRowsAtOnce, deliveries.size());
    for (std::size_t i = begin; i < end; ++i) append_due_row(sql, deliveries[i]);
    const auto done = connection.execute(end_upsert(sql, webhook_deliveries_table).str());
    if (!done) return done.failure();
  }
  return Nothing{};
}

Reply<CommitStatus> write_all(Connection& connection, const WebhookChange& change) {
  if (change.new_request) {
    auto status = insert_request(connection, *change.new_request);
    if (!status || *status != CommitStatus::committed) return status;
  }
  if (change.new_endpoint) {
    SqlText sql;
    append_row(begin_insert(sql, webhook_endpoints_table), *change.new_endpoint);
    if (const auto done = connection.execute(sql.str()); !done) return done.failure();
  }
  if (change.changed_endpoint) {
    auto status = update_endpoint(connection, *change.changed_endpoint);
    if (!status || *status != CommitStatus::committed) return status;
  }
  if (const auto done = write_secrets(connection, change.secrets); !done) return done.failure();
  if (const auto done = write_deliveries(connection, change.due_deliveries); !done)
    return done.failure();
  return CommitStatus::committed;
}

Reply<CommitStatus> try_once(Connection& connection, const WebhookChange& change) {
  if (const auto begun = connection.execute("START TRANSACTION"); !begun) return begun.failure();
  auto status = write_all(connection, change);
  if (status && *status == CommitStatus::committed) {
    const auto committed = connection.execute("COMMIT");
    if (committed) return status;
    // Never tried again by itself: the client's retry finds out by its key what became of it.
    if (committed.failure().kind == FailureKind::connection_lost) return CommitStatus::unknown;
    status = committed.failure();
  }
  (void)connection.roll_back();
  return status;
}

}  // namespace

Reply<CommitStatus> commit_webhook_change(Connection& connection, const WebhookChange& change) {
  for (int tries = 1;; ++tries) {
    auto status = try_once(connection, change);
    if (status || status.failure().kind != FailureKind::contention || tries == kWebhookTriesMax)
      return status;
  }
}

}  // namespace tollgate::mysql
