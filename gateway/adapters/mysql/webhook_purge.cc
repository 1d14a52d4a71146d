#include "gateway/adapters/mysql/webhook_purge.h"

#include "gateway/adapters/mysql/in_transaction.h"
#include "gateway/adapters/mysql/sql_text.h"
#include "gateway/app/webhooks/webhook.h"

namespace tollgate::mysql {
namespace {

using Ids = std::vector<WebhookDeliveryId>;

Reply<Ids> find(Connection& connection, const SqlText& sql) {
  Ids ids;
  const auto read =
      connection.query(sql.str(), [&](Row& row) { ids.push_back(row.id<WebhookDeliveryId>()); });
  if (!read) return read.failure();
  std::sort(ids.begin(), ids.end());  // rows are locked in the order of the primary key
  return ids;
}

// The smallest id of an event that occurred at that moment: ids begin with their time in ms.
void append_first_id_after(SqlText& sql, std::chrono::hours ago) {
  sql.raw("UNHEX(CONCAT(LPAD(HEX(CAST(1000 * UNIX_TIMESTAMP(NOW(3) - INTERVAL ")
      .number(ago.count())
      .raw(" HOUR) AS UNSIGNED)), 12, '0'), '00000000000000000000'))");
}

}  // namespace

Reply<std::size_t> close_orphaned_deliveries(Connection& connection, std::size_t limit) {
  SqlText which(
      "SELECT d.id FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id AND "
      "d.due_at IS NOT NULL WHERE e.status = ");
  which.number(WebhookEndpointStatus::deleted).raw(" LIMIT ").number(limit);
  auto ids = find(connection, which);
  if (!ids) return ids.failure();
  if (ids->empty()) return std::size_t{0};
  SqlText close("UPDATE webhook_deliveries SET status = ");
  close.number(WebhookDeliveryStatus::failed)
      .raw(", due_at = NULL, claimed = 0, updated_at = UTC_TIMESTAMP(6), last_error = ")
      .text("The endpoint was deleted.")
      .raw(" WHERE due_at IS NOT NULL AND id IN ");
  const auto closed = connection.execute(close.ids(*ids).str());
  if (!closed) return closed.failure();
  return ids->size();
}

Reply<std::size_t> purge_deliveries(Connection& connection, std::chrono::hours keep,
                                    std::size_t limit) {
  SqlText which(
      "SELECT d.id FROM webhook_deliveries d STRAIGHT_JOIN webhook_endpoints e ON e.id = "
      "d.endpoint_id WHERE "
      "d.id < ");
  append_first_id_after(which, keep);
  which.raw(" AND (d.status <> ")
      .number(WebhookDeliveryStatus::pending)
      .raw(" OR e.status <> ")
      .number(WebhookEndpointStatus::enabled)
      .raw(") ORDER BY d.id LIMIT ")
      .number(limit);
  auto ids = find(connection, which);
  if (!ids) return ids.failure();
  if (ids->empty()) return std::size_t{0};
  const auto gone = in_transaction(connection, [&]() -> Reply<Nothing> {
    SqlText attempts("DELETE FROM webhook_attempts WHERE delivery_id IN ");
    if (const auto done = connection.execute(attempts.ids(*ids).str()); !done)
      return done.failure();
    SqlText deliveries("DELETE FROM webhook_deliveries WHERE id IN ");
    if (const auto done = connection.execute(deliveries.ids(*ids).str()); !done)
      return done.failure();
    return Nothing{};
  });
  if (!gone) return gone.failure();
  return ids->size();
}

}  // namespace tollgate::mysql
