// Step 1: payments, their operations, refunds and history; the guards of requests; merchants.
//
// Times are UTC. Amounts are minor units. Enumerations hold the numbers of payment/status.h.
// Columns that a key compares byte by byte are VARBINARY: utf8mb4_bin would ignore trailing
// spaces. What a channel says is kept inside JSON, where no length or bad byte can refuse it.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kPayments = R"sql(
CREATE TABLE IF NOT EXISTS payments (
  id                 BINARY(16)        NOT NULL,
  merchant_id        BINARY(16)        NOT NULL,
  mode               TINYINT UNSIGNED  NOT NULL,
  merchant_reference VARBINARY(1020)   NULL,
  amount             BIGINT            NOT NULL,
  currency           CHAR(3)           NOT NULL,
  amount_authorized  BIGINT            NOT NULL,
  amount_captured    BIGINT            NOT NULL,
  amount_refunded    BIGINT            NOT NULL,
  amount_refunding   BIGINT            NOT NULL,
  capture_method     TINYINT UNSIGNED  NOT NULL,
  status             TINYINT UNSIGNED  NOT NULL,
  reason             VARCHAR(1024)     NOT NULL,
  channel_account    VARCHAR(255)      NOT NULL,
  payment_method_id  BINARY(16)        NOT NULL,
  card_brand         VARCHAR(64)       NOT NULL,
  card_bin           VARCHAR(16)       NOT NULL,
  card_last4         VARCHAR(4)        NOT NULL,
  card_expiry_month  TINYINT UNSIGNED  NOT NULL,
  card_expiry_year   SMALLINT UNSIGNED NOT NULL,
  customer           VARCHAR(1024)     NOT NULL,
  description        VARCHAR(4096)     NOT NULL,
  metadata           MEDIUMTEXT        NULL COMMENT 'JSON: [[key, value], ...]',
  risk_verdict       VARCHAR(64)       NOT NULL,
  risk_score         INT               NOT NULL,
  risk_reasons       MEDIUMTEXT        NULL COMMENT 'JSON: [code, ...]',
  risk_record        MEDIUMTEXT        NULL COMMENT 'JSON: the whole decision',
  version            INT UNSIGNED      NOT NULL,
  created_at         DATETIME(6)       NOT NULL,
  updated_at         DATETIME(6)       NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY payments_by_reference (merchant_id, mode, merchant_reference),
  KEY payments_by_merchant (merchant_id, mode, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::string_view kOperations = R"sql(
CREATE TABLE IF NOT EXISTS operations (
  id              BINARY(16)       NOT NULL,
  payment_id      BINARY(16)       NOT NULL,
  merchant_id     BINARY(16)       NOT NULL,
  kind            TINYINT UNSIGNED NOT NULL,
  channel_account VARCHAR(255)     NOT NULL,
  amount          BIGINT           NOT NULL,
  currency        CHAR(3)          NOT NULL,
  refund_id       BINARY(16)       NULL,
  original_id     BINARY(16)       NULL,
  outcome         TINYINT UNSIGNED NOT NULL,
  outcome_details MEDIUMTEXT       NULL COMMENT 'JSON: the rest of the outcome',
  sequence        BIGINT UNSIGNED  NOT NULL,
  attempt         INT UNSIGNED     NOT NULL,
  revision        INT UNSIGNED     NOT NULL,
  due_at          DATETIME(6)      NULL,
  parked          TINYINT UNSIGNED NOT NULL,
  created_at      DATETIME(6)      NOT NULL,
  updated_at      DATETIME(6)      NOT NULL,
  PRIMARY KEY (id),
  KEY operations_by_payment (payment_id),
  KEY operations_by_due (due_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::string_view kRefunds = R"sql(
CREATE TABLE IF NOT EXISTS refunds (
  id           BINARY(16)       NOT NULL,
  payment_id   BINARY(16)       NOT NULL,
  merchant_id  BINARY(16)       NOT NULL,
  mode         TINYINT UNSIGNED NOT NULL,
  amount       BIGINT           NOT NULL,
  currency     CHAR(3)          NOT NULL,
  status       TINYINT UNSIGNED NOT NULL,
  reason       VARCHAR(4096)    NOT NULL,
  failure_code VARCHAR(1024)    NOT NULL,
  version      INT UNSIGNED     NOT NULL,
  created_at   DATETIME(6)      NOT NULL,
  updated_at   DATETIME(6)      NOT NULL,
  PRIMARY KEY (id),
  KEY refunds_by_payment (payment_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::string_view kPaymentMethods = R"sql(
CREATE TABLE IF NOT EXISTS payment_methods (
  id                BINARY(16)        NOT NULL,
  merchant_id       BINARY(16)        NOT NULL,
  mode              TINYINT UNSIGNED  NOT NULL,
  card_brand        VARCHAR(64)       NOT NULL,
  card_bin          VARCHAR(16)       NOT NULL,
  card_last4        VARCHAR(4)        NOT NULL,
  card_expiry_month TINYINT UNSIGNED  NOT NULL,
  card_expiry_year  SMALLINT UNSIGNED NOT NULL,
  fingerprint       VARCHAR(255)      NOT NULL,
  sealed            MEDIUMBLOB        NOT NULL,
  created_at        DATETIME(6)       NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

// number is dense within a stream: the writer that owns the stream counts it (see streams).
constexpr std::string_view kEvents = R"sql(
CREATE TABLE IF NOT EXISTS events (
  stream      SMALLINT UNSIGNED NOT NULL,
  number      BIGINT UNSIGNED   NOT NULL,
  id          BINARY(16)        NOT NULL,
  payment_id  BINARY(16)        NOT NULL,
  merchant_id BINARY(16)        NOT NULL,
  version     INT UNSIGNED      NOT NULL,
  type        VARCHAR(255)      NOT NULL,
  occurred_at DATETIME(6)       NOT NULL,
  data        MEDIUMTEXT        NOT NULL,
  PRIMARY KEY (stream, number),
  UNIQUE KEY events_by_payment (payment_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

// Both guards of a request and its answer. expires_at orders the purge: minutes for a nonce
// alone, days for an idempotency key.
constexpr std::string_view kRequests = R"sql(
CREATE TABLE IF NOT EXISTS requests (
  nonce_digest        BINARY(16)        NOT NULL,
  idempotency_digest  BINARY(16)        NULL,
  fingerprint         BINARY(32)        NOT NULL,
  merchant_id         BINARY(16)        NOT NULL,
  operation_id        BINARY(16)        NULL,
  received_at         DATETIME(6)       NOT NULL,
  expires_at          DATETIME          NOT NULL,
  answer_status       SMALLINT UNSIGNED NULL,
  answer_content_type VARCHAR(255)      NULL,
  answer_body         MEDIUMBLOB        NULL,
  PRIMARY KEY (nonce_digest),
  UNIQUE KEY requests_by_idempotency (idempotency_digest),
  KEY requests_by_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

// One row for each writer's stream of events. epoch fences: whoever takes a stream over raises
// it, and a transaction of the former owner then finds no row to update. commit_number counts
// transactions, so that a COMMIT whose answer was lost can be looked up.
constexpr std::string_view kStreams = R"sql(
CREATE TABLE IF NOT EXISTS streams (
  stream        SMALLINT UNSIGNED NOT NULL,
  owner         VARCHAR(255)      NOT NULL,
  epoch         BIGINT UNSIGNED   NOT NULL,
  last_number   BIGINT UNSIGNED   NOT NULL,
  commit_number BIGINT UNSIGNED   NOT NULL,
  expires_at    DATETIME(6)       NOT NULL,
  PRIMARY KEY (stream)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::string_view kFollowerCursors = R"sql(
CREATE TABLE IF NOT EXISTS follower_cursors (
  follower VARBINARY(255)    NOT NULL,
  stream   SMALLINT UNSIGNED NOT NULL,
  number   BIGINT UNSIGNED   NOT NULL,
  PRIMARY KEY (follower, stream)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::string_view kMerchants = R"sql(
CREATE TABLE IF NOT EXISTS merchants (
  id         BINARY(16)       NOT NULL,
  name       VARCHAR(1024)    NOT NULL,
  suspended  TINYINT UNSIGNED NOT NULL,
  created_at DATETIME(6)      NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

// bearer_digest repeats the material of a bearer key, so that its token finds it by index.
constexpr std::string_view kApiKeys = R"sql(
CREATE TABLE IF NOT EXISTS api_keys (
  id            BINARY(16)       NOT NULL,
  merchant_id   BINARY(16)       NOT NULL,
  mode          TINYINT UNSIGNED NOT NULL,
  kind          TINYINT UNSIGNED NOT NULL,
  material      BLOB             NOT NULL,
  bearer_digest BINARY(32)       NULL,
  valid_from    DATETIME(6)      NOT NULL,
  valid_until   DATETIME(6)      NULL,
  revoked_at    DATETIME(6)      NULL,
  created_at    DATETIME(6)      NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY api_keys_by_bearer (bearer_digest)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::array kStatements = {kPayments,  kOperations, kRefunds, kPaymentMethods,
                                    kEvents,    kRequests,   kStreams, kFollowerCursors,
                                    kMerchants, kApiKeys};

}  // namespace

constinit const Migration step_0001_payments = {
    .number = 1, .name = "payments", .statements = kStatements};

}  // namespace tollgate::mysql
