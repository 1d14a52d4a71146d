#include "gateway/adapters/mysql/webhook_claims.h"

#include <algorithm>

#include "gateway/adapters/mysql/in_transaction.h"
#include "gateway/adapters/mysql/webhook_sql.h"

namespace tollgate::mysql {
namespace {

using Claims = std::vector<ClaimedDelivery>;

// Looks without locks: what another dispatcher takes meanwhile drops out when the rows are locked.
Reply<std::vector<WebhookDeliveryId>> find_due(Connection& connection,
                                               std::span<const EndpointRoom> rooms) {
  SqlText sql;
  for (const EndpointRoom& room : rooms) {
    if (room.room == 0) continue;
    sql.raw(sql.str().empty() ? "(" : " UNION ALL (");
    sql.raw("SELECT id FROM webhook_deliveries WHERE endpoint_id = ").id(room.endpoint_id);
    sql.raw(" AND due_at <= UTC_TIMESTAMP(6) ORDER BY due_at LIMIT ").number(room.room).raw(")");
  }
  std::vector<WebhookDeliveryId> ids;
  if (sql.str().empty()) return ids;
  const auto read =
      connection.query(sql.str(), [&](Row& row) { ids.push_back(row.id<WebhookDeliveryId>()); });
  if (!read) return read.failure();
  return ids;
}

Reply<Nothing> lock_still_due(Connection& connection, const std::vector<WebhookDeliveryId>& ids,
                              Claims& claims) {
  SqlText sql = select_from(webhook_deliveries_table);
  sql.raw("FORCE INDEX (PRIMARY) WHERE id IN ").ids(ids);
  sql.raw(" AND due_at <= UTC_TIMESTAMP(6) ORDER BY id FOR UPDATE");
  return connection.query(sql.str(), [&](Row& row) {
    ClaimedDelivery claimed;
    claimed.delivery = read_webhook_delivery(row);
    claims.push_back(std::move(claimed));
  });
}

std::vector<WebhookEndpointId> endpoints_of(const Claims& claims) {
  std::vector<WebhookEndpointId> ids;
  for (const auto& claimed : claims) ids.push_back(claimed.delivery.endpoint_id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// Drops what belongs to an endpoint that was disabled a moment ago.
Reply<Nothing> read_endpoints(Connection& connection, Claims& claims) {
  const auto ids = endpoints_of(claims);
  std::map<WebhookEndpointId, WebhookEndpoint> endpoints;
  SqlText sql = select_from(webhook_endpoints_table);
  sql.raw("WHERE status = 1 AND id IN ").ids(ids);
  const auto read = connection.query(sql.str(), [&](Row& row) {
    auto endpoint = read_webhook_endpoint(row);
    endpoints.emplace(endpoint.id, std::move(endpoint));
  });
  if (!read) return read.failure();
  std::erase_if(claims, [&](const ClaimedDelivery& claimed) {
    return !endpoints.contains(claimed.delivery.endpoint_id);
  });
  auto secrets = read_active_secrets(connection, ids);
  if (!secrets) return secrets.failure();
  for (auto& claimed : claims) {
    claimed.endpoint = endpoints.at(claimed.delivery.endpoint_id);
    for (const auto& secret : *secrets)
      if (secret.endpoint_id == claimed.endpoint.id) claimed.secrets.push_back(secret);
  }
  return Nothing{};
}

Event test_event(const WebhookDelivery& delivery) {
  Event event;
  event.id = delivery.event_id;
  event.merchant_id = delivery.merchant_id;
  event.type = delivery.event_type;
  event.occurred_at = delivery.event_occurred_at;
  event.data = delivery.payload;
  return event;
}

Reply<Nothing> read_claimed_events(Connection& connection, Claims& claims) {
  SqlText sql = select_from(events_table);
  std::map<EventId, Event> events;
  bool any = false;
  for (auto& claimed : claims) {
    const WebhookDelivery& delivery = claimed.delivery;
    if (delivery.event_number == 0) {
      events.emplace(delivery.event_id, test_event(delivery));
      continue;
    }
    sql.raw(any ? " OR " : "WHERE ").raw("(stream = ").number(delivery.event_stream);
    sql.raw(" AND number = ").number(delivery.event_number).raw(")");
    any = true;
  }
  if (any) {
    const auto read = connection.query(sql.str(), [&](Row& row) {
      Event event = std::move(read_event(row).event);
      events.emplace(event.id, std::move(event));
    });
    if (!read) return read.failure();
  }
  // An event that is not there cannot be sent: the delivery stays due, and the lag tells.
  std::erase_if(claims, [&](const ClaimedDelivery& claimed) {
    return !events.contains(claimed.delivery.event_id);
  });
  for (auto& claimed : claims) claimed.event = events.at(claimed.delivery.event_id);
  return Nothing{};
}

Reply<Nothing> move_due(Connection& connection, Claims& claims, Duration lease) {
  if (claims.empty()) return Nothing{};
  std::vector<WebhookDeliveryId> ids;
  for (auto& claimed : claims) {
    ++claimed.delivery.claim;
    ids.push_back(claimed.delivery.id);
  }
  SqlText sql("UPDATE webhook_deliveries SET claim = claim + 1, claimed = 1, due_at = ");
  sql.raw("UTC_TIMESTAMP(6) + INTERVAL ").number(lease.count()).raw(" MICROSECOND WHERE id IN ");
  const auto moved = connection.execute(sql.ids(ids).str());
  if (!moved) return moved.failure();
  return Nothing{};
}

Reply<Nothing> log_attempts(Connection& connection, std::span<const AttemptResult> results) {
  SqlText sql;
  begin_insert(sql, webhook_attempts_table);
  for (const auto& result : results) append_row(sql, result.attempt);
  sql.raw(" ON DUPLICATE KEY UPDATE ").raw(webhook_attempts_table.on_duplicate);
  const auto done = connection.execute(sql.str());
  if (!done) return done.failure();
  return Nothing{};
}

WebhookDeliveryStatus status_after(const AttemptResult& result) {
  if (result.delivered) return WebhookDeliveryStatus::delivered;
  return result.next_delay ? WebhookDeliveryStatus::pending : WebhookDeliveryStatus::failed;
}

// All results in one statement. A result whose claim is not the last one finds no row; neither does
// one that is written once more because the answer to the first COMMIT was lost (claimed).
Reply<Nothing> settle(Connection& connection, std::span<const AttemptResult> results) {
  SqlText sql("UPDATE webhook_deliveries d JOIN (");
  bool first = true;
  for (const auto& result : results) {
    sql.raw(first ? "SELECT " : " UNION ALL SELECT ").id(result.delivery_id).raw(" AS id, ");
    sql.number(result.claim).raw(" AS claim, ").number(status_after(result)).raw(" AS status, ");
    sql.number(result.attempt.http_status).raw(" AS http_status, ");
    sql.text(result.attempt.error).raw(" AS error, ");
    if (result.next_delay)
      sql.number(result.next_delay->count());
    else
      sql.null();
    sql.raw(" AS delay_us");
    first = false;
  }
  sql.raw(
      ") r ON r.id = d.id AND r.claim = d.claim SET d.claimed = 0, d.attempts = d.attempts + 1, "
      "d.round = d.round + 1, d.updated_at = UTC_TIMESTAMP(6), d.status = r.status, "
      "d.last_http_status = r.http_status, d.last_error = r.error, d.due_at = IF(r.delay_us IS "
      "NULL, NULL, UTC_TIMESTAMP(6) + INTERVAL r.delay_us MICROSECOND), d.delivered_at = "
      "IF(r.status = ");
  sql.number(WebhookDeliveryStatus::delivered);
  sql.raw(", UTC_TIMESTAMP(6), d.delivered_at) WHERE d.claimed = 1");
  const auto done = connection.execute(sql.str());
  if (!done) return done.failure();
  return Nothing{};
}

Reply<Nothing> disable_gone(Connection& connection, WebhookEndpointId endpoint) {
  SqlText sql("UPDATE webhook_endpoints SET status = ");
  sql.number(WebhookEndpointStatus::disabled)
      .raw(", disabled_reason = 'gone', version = version + 1");
  sql.raw(", updated_at = UTC_TIMESTAMP(6) WHERE status = 1 AND id = ").id(endpoint);
  const auto done = connection.execute(sql.str());
  if (!done) return done.failure();
  return Nothing{};
}

// `body` begins anew after a deadlock.
template <class Body>
Reply<Nothing> in_patient_transaction(Connection& connection, Body body) {
  for (int tries = 1;; ++tries) {
    auto done = in_transaction(connection, body);
    if (done || done.failure().kind != FailureKind::contention || tries == kWebhookTriesMax)
      return done;
  }
}

}  // namespace

Reply<std::vector<ClaimedDelivery>> claim_deliveries(Connection& connection,
                                                     std::span<const EndpointRoom> rooms,
                                                     Duration lease) {
  auto ids = find_due(connection, rooms);
  if (!ids) return ids.failure();
  Claims claims;
  if (ids->empty()) return claims;
  const auto done = in_patient_transaction(connection, [&]() -> Reply<Nothing> {
    claims.clear();
    if (auto locked = lock_still_due(connection, *ids, claims); !locked || claims.empty())
      return locked;
    if (auto read = read_endpoints(connection, claims); !read) return read;
    if (auto read = read_claimed_events(connection, claims); !read) return read;
    return move_due(connection, claims, lease);
  });
  if (!done) return done.failure();
  // Oldest event first, as far as several attempts at once keep an order at all.
  std::stable_sort(claims.begin(), claims.end(), [](const auto& a, const auto& b) {
    return a.delivery.event_occurred_at < b.delivery.event_occurred_at;
  });
  return claims;
}

Reply<Nothing> record_attempts(Connection& connection, std::span<const AttemptResult> results) {
  std::vector<AttemptResult> ordered(results.begin(), results.end());
  std::sort(ordered.begin(), ordered.end(),
            [](const auto& a, const auto& b) { return a.delivery_id < b.delivery_id; });
  return in_patient_transaction(connection, [&]() -> Reply<Nothing> {
    if (auto logged = log_attempts(connection, ordered); !logged) return logged;
    if (auto settled = settle(connection, ordered); !settled) return settled;
    for (const auto& result : ordered)
      if (result.gone)
        if (auto disabled = disable_gone(connection, result.endpoint_id); !disabled)
          return disabled;
    return Nothing{};
  });
}

}  // namespace tollgate::mysql
