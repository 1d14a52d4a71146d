// The follower's half, and what is due. Claims and results: webhook_claims.cc.
#include "gateway/adapters/mysql/webhook_queue.h"

#include <algorithm>

#include "gateway/adapters/mysql/webhook_claims.h"
#include "gateway/adapters/mysql/webhook_sql.h"

namespace tollgate::mysql {
namespace {

constexpr std::size_t kBacklogCountMax = 100'000;

template <class T>
Reply<T> read_natural(Connection& connection, std::string_view sql) {
  std::uint64_t value = 0;
  const auto read = connection.query(sql, [&](Row& row) { value = row.natural(); });
  if (!read) return read.failure();
  return static_cast<T>(value);
}

}  // namespace

Result<bool> MySqlWebhookQueue::any_endpoint_enabled() {
  return connection_
      .call<bool>([](Connection& connection) {
        return read_natural<bool>(
            connection, "SELECT EXISTS (SELECT 1 FROM webhook_endpoints WHERE status = 1)");
      })
      .to_result();
}

Result<std::vector<WebhookEndpoint>> MySqlWebhookQueue::enabled_endpoints(
    const std::set<MerchantId>& merchants) {
  std::vector<WebhookEndpoint> endpoints;
  if (merchants.empty()) return endpoints;
  SqlText sql = select_from(webhook_endpoints_table);
  sql.raw("WHERE status = 1 AND merchant_id IN ").ids(merchants);
  return connection_
      .call<std::vector<WebhookEndpoint>>(
          [&](Connection& connection) -> Reply<std::vector<WebhookEndpoint>> {
            endpoints.clear();
            const auto read = connection.query(
                sql.str(), [&](Row& row) { endpoints.push_back(read_webhook_endpoint(row)); });
            if (!read) return read.failure();
            return endpoints;
          })
      .to_result();
}

Result<std::map<PaymentId, Mode>> MySqlWebhookQueue::modes_of(const std::set<PaymentId>& payments) {
  std::map<PaymentId, Mode> modes;
  if (payments.empty()) return modes;
  SqlText sql("SELECT id, mode FROM payments WHERE id IN ");
  sql.ids(payments);
  return connection_
      .call<std::map<PaymentId, Mode>>(
          [&](Connection& connection) -> Reply<std::map<PaymentId, Mode>> {
            const auto read = connection.query(sql.str(), [&](Row& row) {
              const auto id = row.id<PaymentId>();
              modes[id] = row.number<Mode>();
            });
            if (!read) return read.failure();
            return modes;
          })
      .to_result();
}

Result<std::size_t> MySqlWebhookQueue::insert_deliveries(
    std::span<const WebhookDelivery> deliveries) {
  std::size_t inserted = 0;
  for (std::size_t begin = 0; begin < deliveries.size(); begin += kWebhookRowsAtOnce) {
    SqlText sql;
    begin_insert(sql, webhook_deliveries_table);
    for (const auto& delivery :
         deliveries.subspan(begin, std::min(kWebhookRowsAtOnce, deliveries.size() - begin)))
      append_due_row(sql, delivery);
    sql.raw(" ON DUPLICATE KEY UPDATE id = webhook_deliveries.id");  // changes nothing
    auto touched = connection_.call<std::uint64_t>(
        [&](Connection& connection) { return connection.execute(sql.str()); });
    if (!touched) return to_error(touched.failure());
    inserted += *touched;
  }
  return inserted;
}

// The inner query jumps from endpoint to endpoint in the index (a loose index scan), so its cost is
// that of the endpoints, not of what is due. The server keeps to that only where it is told the
// index and no endpoint is left out by the statement: it would push that into the inner query and
// then read all that an endpoint ever got.
Result<std::vector<WebhookEndpointId>> MySqlWebhookQueue::due_endpoints(
    const std::set<WebhookEndpointId>& full, std::size_t limit) {
  SqlText sql(
      "SELECT d.endpoint_id FROM (SELECT endpoint_id, MIN(due_at) AS due_at FROM "
      "webhook_deliveries FORCE INDEX (webhook_deliveries_by_endpoint_due) "
      "WHERE due_at <= UTC_TIMESTAMP(6) GROUP BY endpoint_id) d "
      "JOIN webhook_endpoints e ON e.id = d.endpoint_id WHERE e.status = 1");
  sql.raw(" ORDER BY d.due_at LIMIT ").number(limit + full.size());
  return connection_
      .call<std::vector<WebhookEndpointId>>(
          [&](Connection& connection) -> Reply<std::vector<WebhookEndpointId>> {
            std::vector<WebhookEndpointId> ids;
            const auto read = connection.query(sql.str(), [&](Row& row) {
              const auto id = row.id<WebhookEndpointId>();
              if (!full.contains(id)) ids.push_back(id);
            });
            if (!read) return read.failure();
            ids.resize(std::min(ids.size(), limit));
            return ids;
          })
      .to_result();
}

Result<std::vector<ClaimedDelivery>> MySqlWebhookQueue::claim(std::span<const EndpointRoom> rooms,
                                                              Duration lease) {
  return connection_
      .call<std::vector<ClaimedDelivery>>(
          [&](Connection& connection) { return claim_deliveries(connection, rooms, lease); })
      .to_result();
}

Status MySqlWebhookQueue::record(std::span<const AttemptResult> results) {
  if (results.empty()) return ok_status();
  const auto recorded = connection_.call<Nothing>(
      [&](Connection& connection) { return record_attempts(connection, results); });
  if (!recorded) return to_error(recorded.failure());
  return ok_status();
}

Result<WebhookBacklog> MySqlWebhookQueue::backlog() {
  SqlText sql(
      "SELECT COUNT(*), COALESCE(TIMESTAMPDIFF(MICROSECOND, MIN(due_at), UTC_TIMESTAMP(6)), 0) "
      "FROM (SELECT d.due_at FROM webhook_deliveries d JOIN webhook_endpoints e "
      "ON e.id = d.endpoint_id AND e.status = 1 WHERE d.due_at <= UTC_TIMESTAMP(6) "
      "ORDER BY d.due_at LIMIT ");
  sql.number(kBacklogCountMax).raw(") due");
  return connection_
      .call<WebhookBacklog>([&](Connection& connection) -> Reply<WebhookBacklog> {
        WebhookBacklog backlog;
        const auto read = connection.query(sql.str(), [&](Row& row) {
          backlog.due = row.natural();
          backlog.oldest = Duration(row.integer());
        });
        if (!read) return read.failure();
        return backlog;
      })
      .to_result();
}

}  // namespace tollgate::mysql
