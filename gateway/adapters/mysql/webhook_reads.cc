#include "gateway/adapters/mysql/webhook_reads.h"

#include <algorithm>

#include "gateway/adapters/mysql/webhook_sql.h"

namespace tollgate::mysql {
namespace {

constexpr std::size_t kPageMax = 100;
constexpr std::size_t kReplayMax = 1000;
constexpr std::size_t kAttemptsMax = 100;
// The id of an event is made before the channel is asked, so it may be older than the event.
constexpr Duration kIdMayPrecede = std::chrono::minutes(10);

template <class T, class Read>
Reply<PageOf<T>> read_page(Connection& connection, const SqlText& sql, std::size_t limit,
                           Read read) {
  PageOf<T> page;
  const auto done = connection.query(sql.str(), [&](Row& row) { page.items.push_back(read(row)); });
  if (!done) return done.failure();
  page.has_more = page.items.size() > limit;
  if (page.has_more) page.items.pop_back();
  return page;
}

// The least id of that moment.
EventId first_event_id(Timestamp time) {
  const auto millis =
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, unix_micros(time)) / 1000);
  Uuid uuid;
  for (std::size_t i = 0; i < 6; ++i)
    uuid.bytes[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  return EventId(uuid);
}

// Events have no mode of their own: it is their payment's.
SqlText select_events() {
  SqlText sql("SELECT ");
  sql.raw(columns_of(events_table, "e"))
      .raw(" FROM events e JOIN payments p ON p.id = e.payment_id ");
  return sql;
}

void append_types(SqlText& sql, const std::vector<std::string>& types) {
  if (std::find(types.begin(), types.end(), "*") != types.end()) return;
  sql.raw(" AND e.type IN ").open_row();
  for (const auto& type : types) sql.text(type);
  sql.close_row();
}

}  // namespace

Reply<std::vector<WebhookEndpoint>> read_webhook_endpoints(
    Connection& connection, const Owner& owner, const std::optional<WebhookEndpointId>& id) {
  SqlText sql = select_from(webhook_endpoints_table);
  sql.raw("WHERE merchant_id = ").id(owner.merchant_id).raw(" AND mode = ").number(owner.mode);
  if (id) sql.raw(" AND id = ").id(*id);
  sql.raw(" AND status <> ").number(WebhookEndpointStatus::deleted).raw(" ORDER BY id LIMIT ");
  sql.number(kPageMax);
  std::vector<WebhookEndpoint> endpoints;
  const auto read = connection.query(
      sql.str(), [&](Row& row) { endpoints.push_back(read_webhook_endpoint(row)); });
  if (!read) return read.failure();
  return endpoints;
}

Reply<PageOf<WebhookDelivery>> read_webhook_deliveries(Connection& connection,
                                                       const DeliveryFilter& filter) {
  const std::size_t limit = std::min(filter.limit, kPageMax);
  SqlText sql = select_from(webhook_deliveries_table);
  sql.raw("WHERE merchant_id = ").id(filter.merchant_id).raw(" AND mode = ").number(filter.mode);
  if (filter.endpoint_id) sql.raw(" AND endpoint_id = ").id(*filter.endpoint_id);
  if (filter.status) sql.raw(" AND status = ").number(*filter.status);
  if (filter.starting_after) sql.raw(" AND id < ").id(*filter.starting_after);
  sql.raw(" ORDER BY id DESC LIMIT ").number(limit + 1);
  return read_page<WebhookDelivery>(connection, sql, limit,
                                    [](Row& row) { return read_webhook_delivery(row); });
}

Reply<std::optional<WebhookDelivery>> read_webhook_delivery(Connection& connection,
                                                            const Owner& owner,
                                                            WebhookDeliveryId id) {
  SqlText sql = select_from(webhook_deliveries_table);
  sql.raw("WHERE id = ").id(id).raw(" AND merchant_id = ").id(owner.merchant_id);
  sql.raw(" AND mode = ").number(owner.mode);
  std::optional<WebhookDelivery> found;
  const auto read =
      connection.query(sql.str(), [&](Row& row) { found = read_webhook_delivery(row); });
  if (!read) return read.failure();
  return found;
}

Reply<std::vector<WebhookAttempt>> read_webhook_attempts(Connection& connection,
                                                         WebhookDeliveryId delivery) {
  SqlText sql = select_from(webhook_attempts_table);
  sql.raw("WHERE delivery_id = ").id(delivery).raw(" ORDER BY number DESC LIMIT ");
  sql.number(kAttemptsMax);
  std::vector<WebhookAttempt> attempts;
  const auto read =
      connection.query(sql.str(), [&](Row& row) { attempts.push_back(read_webhook_attempt(row)); });
  if (!read) return read.failure();
  return attempts;
}

Reply<PageOf<Event>> read_merchant_events(Connection& connection, const EventFilter& filter) {
  const std::size_t limit = std::min(filter.limit, kPageMax);
  SqlText sql = select_events();
  sql.raw("WHERE e.merchant_id = ")
      .id(filter.merchant_id)
      .raw(" AND p.mode = ")
      .number(filter.mode);
  if (filter.payment_id) sql.raw(" AND e.payment_id = ").id(*filter.payment_id);
  if (!filter.type.empty()) sql.raw(" AND e.type = ").text(filter.type);
  if (filter.starting_after) sql.raw(" AND e.id < ").id(*filter.starting_after);
  sql.raw(" ORDER BY e.id DESC LIMIT ").number(limit + 1);
  return read_page<Event>(connection, sql, limit,
                          [](Row& row) { return std::move(read_event(row).event); });
}

Reply<PageOf<WebhookDelivery>> read_deliveries_to_replay(Connection& connection,
                                                         const ReplayFilter& filter) {
  const std::size_t limit = std::min(filter.limit, kReplayMax);
  const WebhookEndpoint& endpoint = filter.endpoint;
  SqlText sql = select_events();
  sql.raw("LEFT JOIN webhook_deliveries d ON d.event_id = e.id AND d.endpoint_id = ");
  sql.id(endpoint.id).raw(" WHERE e.merchant_id = ").id(endpoint.merchant_id);
  sql.raw(" AND p.mode = ").number(endpoint.mode);
  sql.raw(" AND e.occurred_at >= ").time(filter.from);
  sql.raw(" AND e.occurred_at < ").time(filter.to);
  sql.raw(" AND e.id >= ").id(first_event_id(filter.from - kIdMayPrecede));
  sql.raw(" AND e.id < ").id(first_event_id(filter.to + std::chrono::seconds(1)));
  if (filter.starting_after) sql.raw(" AND e.id > ").id(*filter.starting_after);
  append_types(sql, endpoint.enabled_events);
  if (!filter.delivered_too)
    sql.raw(" AND (d.id IS NULL OR d.status <> ").number(WebhookDeliveryStatus::delivered).raw(")");
  sql.raw(" ORDER BY e.id LIMIT ").number(limit + 1);
  return read_page<WebhookDelivery>(
      connection, sql, limit, [&](Row& row) { return delivery_of(read_event(row), endpoint); });
}

}  // namespace tollgate::mysql
