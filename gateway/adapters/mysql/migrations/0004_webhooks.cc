// Step 4: webhooks, and the index by which a merchant's events are listed.
//
// A delivery is found by its endpoint and due time: every endpoint has a queue of its own. due_at
// is NULL when there is nothing to do. claim counts the claims and fences: a result with another
// number comes from a dispatcher whose lease has ended.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kEndpoints = R"sql(
CREATE TABLE IF NOT EXISTS webhook_endpoints (
  id              BINARY(16)       NOT NULL,
  merchant_id     BINARY(16)       NOT NULL,
  mode            TINYINT UNSIGNED NOT NULL,
  url             VARCHAR(2048)    NOT NULL,
  enabled_events  VARCHAR(4096)    NOT NULL COMMENT 'types with commas between them, or *',
  description     VARCHAR(1024)    NOT NULL,
  status          TINYINT UNSIGNED NOT NULL,
  disabled_reason VARCHAR(64)      NOT NULL,
  enabled_at      DATETIME(6)      NOT NULL,
  version         INT UNSIGNED     NOT NULL,
  created_at      DATETIME(6)      NOT NULL,
  updated_at      DATETIME(6)      NOT NULL,
  PRIMARY KEY (id),
  KEY webhook_endpoints_by_merchant (merchant_id, mode, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::string_view kSecrets = R"sql(
CREATE TABLE IF NOT EXISTS webhook_secrets (
  endpoint_id BINARY(16)   NOT NULL,
  number      INT UNSIGNED NOT NULL,
  merchant_id BINARY(16)   NOT NULL,
  sealed      BLOB         NOT NULL,
  created_at  DATETIME(6)  NOT NULL,
  expires_at  DATETIME(6)  NULL,
  PRIMARY KEY (endpoint_id, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::string_view kDeliveries = R"sql(
CREATE TABLE IF NOT EXISTS webhook_deliveries (
  id                BINARY(16)        NOT NULL,
  endpoint_id       BINARY(16)        NOT NULL,
  merchant_id       BINARY(16)        NOT NULL,
  mode              TINYINT UNSIGNED  NOT NULL,
  event_id          BINARY(16)        NOT NULL,
  event_type        VARCHAR(255)      NOT NULL,
  payment_id        BINARY(16)        NULL,
  event_stream      SMALLINT UNSIGNED NOT NULL,
  event_number      BIGINT UNSIGNED   NOT NULL COMMENT '0: in no stream; payload is its data',
  payload           MEDIUMTEXT        NULL,
  event_occurred_at DATETIME(6)       NOT NULL,
  status            TINYINT UNSIGNED  NOT NULL,
  attempts          INT UNSIGNED      NOT NULL,
  round             INT UNSIGNED      NOT NULL,
  claim             INT UNSIGNED      NOT NULL,
  claimed           TINYINT UNSIGNED  NOT NULL,
  due_at            DATETIME(6)       NULL,
  last_http_status  SMALLINT UNSIGNED NOT NULL,
  last_error        VARCHAR(1024)     NOT NULL,
  created_at        DATETIME(6)       NOT NULL,
  updated_at        DATETIME(6)       NOT NULL,
  delivered_at      DATETIME(6)       NULL,
  PRIMARY KEY (id),
  UNIQUE KEY webhook_deliveries_by_event (endpoint_id, event_id),
  KEY webhook_deliveries_by_endpoint_due (endpoint_id, due_at),
  KEY webhook_deliveries_by_due (due_at),
  KEY webhook_deliveries_by_merchant (merchant_id, mode, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::string_view kAttempts = R"sql(
CREATE TABLE IF NOT EXISTS webhook_attempts (
  delivery_id BINARY(16)        NOT NULL,
  number      INT UNSIGNED      NOT NULL,
  started_at  DATETIME(6)       NOT NULL,
  duration_ms INT UNSIGNED      NOT NULL,
  http_status SMALLINT UNSIGNED NOT NULL,
  error       VARCHAR(1024)     NOT NULL,
  answer      VARBINARY(1024)   NOT NULL,
  PRIMARY KEY (delivery_id, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::string_view kEvents =
    "ALTER TABLE events ADD KEY events_by_merchant (merchant_id, id)";

constexpr std::array kStatements = {kEndpoints, kSecrets, kDeliveries, kAttempts, kEvents};

}  // namespace

constinit const Migration step_0004_webhooks = {
    .number = 4, .name = "webhooks", .statements = kStatements};

}  // namespace tollgate::mysql
