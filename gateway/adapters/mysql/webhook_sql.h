// The tables of webhooks as SQL: a row of each written and read, columns in one order.
#pragma once

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/row_sql.h"
#include "gateway/app/webhooks/webhook.h"

namespace tollgate::mysql {

inline constexpr std::size_t kWebhookRowsAtOnce = 200;  // of one INSERT
inline constexpr int kWebhookTriesMax = 3;              // of a transaction, after a deadlock

extern const Table webhook_endpoints_table;
void append_row(SqlText& sql, const WebhookEndpoint& endpoint);
WebhookEndpoint read_webhook_endpoint(Row& row);
// As the column enabled_events holds them.
std::string joined_types(const std::vector<std::string>& types);

extern const Table webhook_secrets_table;
void append_row(SqlText& sql, const WebhookSecret& secret);
WebhookSecret read_webhook_secret(Row& row);
// Those of these endpoints that sign now, of each endpoint the current one first.
Reply<std::vector<WebhookSecret>> read_active_secrets(Connection& connection,
                                                      std::span<const WebhookEndpointId> endpoints);

// Written as due now by the database's clock, whatever due_at says.
extern const Table webhook_deliveries_table;
void append_due_row(SqlText& sql, const WebhookDelivery& delivery);
WebhookDelivery read_webhook_delivery(Row& row);
// The table's columns behind an alias: "d.id, d.endpoint_id, …".
std::string columns_of(const Table& table, std::string_view alias);

extern const Table webhook_attempts_table;
void append_row(SqlText& sql, const WebhookAttempt& attempt);
WebhookAttempt read_webhook_attempt(Row& row);

}  // namespace tollgate::mysql
