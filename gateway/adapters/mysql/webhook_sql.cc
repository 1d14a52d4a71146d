#include "gateway/adapters/mysql/webhook_sql.h"

namespace tollgate::mysql {
namespace {

std::vector<std::string> split(std::string_view all) {
  std::vector<std::string> types;
  while (!all.empty()) {
    const auto comma = std::min(all.find(','), all.size());
    types.emplace_back(all.substr(0, comma));
    all.remove_prefix(std::min(comma + 1, all.size()));
  }
  return types;
}

}  // namespace

std::string joined_types(const std::vector<std::string>& types) {
  std::string all;
  for (const std::string& type : types) all.append(all.empty() ? "" : ",").append(type);
  return all;
}

constinit const Table webhook_endpoints_table = {
    .name = "webhook_endpoints",
    .columns =
        "id, merchant_id, mode, url, enabled_events, description, status, disabled_reason, "
        "enabled_at, version, created_at, updated_at",
    .on_duplicate = ""};

void append_row(SqlText& sql, const WebhookEndpoint& endpoint) {
  sql.open_row()
      .id(endpoint.id)
      .id(endpoint.merchant_id)
      .number(endpoint.mode)
      .text(endpoint.url)
      .text(joined_types(endpoint.enabled_events))
      .text(endpoint.description)
      .number(endpoint.status)
      .text(endpoint.disabled_reason)
      .time(endpoint.enabled_at)
      .number(endpoint.version)
      .time(endpoint.created_at)
      .time(endpoint.updated_at)
      .close_row();
}

WebhookEndpoint read_webhook_endpoint(Row& row) {
  WebhookEndpoint endpoint;
  endpoint.id = row.id<WebhookEndpointId>();
  endpoint.merchant_id = row.id<MerchantId>();
  endpoint.mode = row.number<Mode>();
  endpoint.url = row.text();
  endpoint.enabled_events = split(row.text());
  endpoint.description = row.text();
  endpoint.status = row.number<WebhookEndpointStatus>();
  endpoint.disabled_reason = row.text();
  endpoint.enabled_at = row.time();
  endpoint.version = row.number<std::uint32_t>();
  endpoint.created_at = row.time();
  endpoint.updated_at = row.time();
  return endpoint;
}

constinit const Table webhook_secrets_table = {
    .name = "webhook_secrets",
    .columns = "endpoint_id, number, merchant_id, sealed, created_at, expires_at",
    .on_duplicate = "expires_at = VALUES(expires_at)"};

void append_row(SqlText& sql, const WebhookSecret& secret) {
  sql.open_row()
      .id(secret.endpoint_id)
      .number(secret.number)
      .id(secret.merchant_id)
      .binary(secret.sealed)
      .time(secret.created_at)
      .time_or_null(secret.expires_at)
      .close_row();
}

WebhookSecret read_webhook_secret(Row& row) {
  WebhookSecret secret;
  secret.endpoint_id = row.id<WebhookEndpointId>();
  secret.number = row.number<std::uint32_t>();
  secret.merchant_id = row.id<MerchantId>();
  secret.sealed = row.text();
  secret.created_at = row.time();
  secret.expires_at = row.time_or_null();
  return secret;
}

Reply<std::vector<WebhookSecret>> read_active_secrets(
    Connection& connection, std::span<const WebhookEndpointId> endpoints) {
  std::vector<WebhookSecret> secrets;
  if (endpoints.empty()) return secrets;
  SqlText sql = select_from(webhook_secrets_table);
  sql.raw("WHERE endpoint_id IN ")
      .ids(endpoints)
      .raw(
          " AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(6)) "
          "ORDER BY endpoint_id, number DESC");
  const auto read =
      connection.query(sql.str(), [&](Row& row) { secrets.push_back(read_webhook_secret(row)); });
  if (!read) return read.failure();
  return secrets;
}

// A known delivery begins a new round. One that is being sent just now keeps its lease: its result
// is on the way, and a second attempt at the same time would help nobody. (Assignments are made
// from left to right, so due_at is decided by the old values of the others.)
constinit const Table webhook_deliveries_table = {
    .name = "webhook_deliveries",
    .columns =
        "id, endpoint_id, merchant_id, mode, event_id, event_type, payment_id, event_stream, "
        "event_number, payload, event_occurred_at, status, attempts, round, claim, claimed, "
        "due_at, "
        "last_http_status, last_error, created_at, updated_at, delivered_at",
    .on_duplicate =
        "due_at = IF(claimed = 1 AND due_at > UTC_TIMESTAMP(6), due_at, UTC_TIMESTAMP(6)), "
        "status = VALUES(status), round = 0, updated_at = UTC_TIMESTAMP(6)"};

void append_due_row(SqlText& sql, const WebhookDelivery& delivery) {
  sql.open_row()
      .id(delivery.id)
      .id(delivery.endpoint_id)
      .id(delivery.merchant_id)
      .number(delivery.mode)
      .id(delivery.event_id)
      .text(delivery.event_type);
  if (delivery.payment_id.is_nil())
    sql.null();
  else
    sql.id(delivery.payment_id);
  sql.number(delivery.event_stream).number(delivery.event_number);
  if (delivery.payload.empty())
    sql.null();
  else
    sql.text(delivery.payload);
  sql.time(delivery.event_occurred_at).number(WebhookDeliveryStatus::pending);
  sql.raw(",0,0,0,0,UTC_TIMESTAMP(6),0,'',UTC_TIMESTAMP(6),UTC_TIMESTAMP(6),NULL");
  sql.close_row();
}

WebhookDelivery read_webhook_delivery(Row& row) {
  WebhookDelivery delivery;
  delivery.id = row.id<WebhookDeliveryId>();
  delivery.endpoint_id = row.id<WebhookEndpointId>();
  delivery.merchant_id = row.id<MerchantId>();
  delivery.mode = row.number<Mode>();
  delivery.event_id = row.id<EventId>();
  delivery.event_type = row.text();
  delivery.payment_id = row.id_or_null<PaymentId>().value_or(PaymentId());
  delivery.event_stream = row.number<std::uint16_t>();
  delivery.event_number = row.natural();
  if (!row.is_null()) delivery.payload = row.text();
  delivery.event_occurred_at = row.time();
  delivery.status = row.number<WebhookDeliveryStatus>();
  delivery.attempts = row.number<std::uint32_t>();
  delivery.round = row.number<std::uint32_t>();
  delivery.claim = row.number<std::uint32_t>();
  row.integer();  // claimed: the queue's own
  delivery.due_at = row.time_or_null();
  delivery.last_http_status = row.number<int>();
  delivery.last_error = row.text();
  delivery.created_at = row.time();
  delivery.updated_at = row.time();
  delivery.delivered_at = row.time_or_null();
  return delivery;
}

std::string columns_of(const Table& table, std::string_view alias) {
  std::string columns;
  std::string_view rest = table.columns;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(", "), rest.size());
    columns.append(columns.empty() ? "" : ", ").append(alias).append(".");
    columns.append(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 2, rest.size()));
  }
  return columns;
}

constinit const Table webhook_attempts_table = {
    .name = "webhook_attempts",
    .columns = "delivery_id, number, started_at, duration_ms, http_status, error, answer",
    .on_duplicate = "number = VALUES(number)"};

void append_row(SqlText& sql, const WebhookAttempt& attempt) {
  sql.open_row()
      .id(attempt.delivery_id)
      .number(attempt.number)
      .time(attempt.started_at)
      .number(attempt.duration_ms)
      .number(attempt.http_status)
      .text(attempt.error)
      .binary(attempt.answer)
      .close_row();
}

WebhookAttempt read_webhook_attempt(Row& row) {
  WebhookAttempt attempt;
  attempt.delivery_id = row.id<WebhookDeliveryId>();
  attempt.number = row.number<std::uint32_t>();
  attempt.started_at = row.time();
  attempt.duration_ms = row.number<std::uint32_t>();
  attempt.http_status = row.number<int>();
  attempt.error = row.text();
  attempt.answer = row.text();
  return attempt;
}

}  // namespace tollgate::mysql
