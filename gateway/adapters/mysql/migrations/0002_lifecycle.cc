// Step 2: what a payment waits for and until when, why an operation was asked, and breaks.
//
// One ALTER a table, so that a crash leaves a table either before or after the step.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kPayments = R"sql(
ALTER TABLE payments
  ADD COLUMN amount_disputed BIGINT      NOT NULL DEFAULT 0,
  ADD COLUMN amount_reversed BIGINT      NOT NULL DEFAULT 0,
  ADD COLUMN next_action     MEDIUMTEXT  NULL COMMENT 'JSON',
  ADD COLUMN expires_at      DATETIME(6) NULL,
  ADD KEY payments_by_expiry (expires_at))sql";

constexpr std::string_view kOperations = R"sql(
ALTER TABLE operations
  ADD COLUMN cause         TINYINT UNSIGNED NOT NULL DEFAULT 1,
  ADD COLUMN final_capture TINYINT UNSIGNED NOT NULL DEFAULT 1,
  ADD KEY operations_by_parked (parked, id))sql";

constexpr std::string_view kBreaks = R"sql(
CREATE TABLE IF NOT EXISTS breaks (
  id              BINARY(16)    NOT NULL,
  merchant_id     BINARY(16)    NOT NULL,
  payment_id      BINARY(16)    NOT NULL,
  operation_id    BINARY(16)    NULL,
  channel_account VARCHAR(255)  NOT NULL,
  kind            VARCHAR(64)   NOT NULL,
  detail          VARCHAR(4096) NOT NULL,
  amount          BIGINT        NOT NULL,
  currency        CHAR(3)       NOT NULL,
  opened_at       DATETIME(6)   NOT NULL,
  closed_at       DATETIME(6)   NULL,
  closed_reason   VARCHAR(4096) NOT NULL,
  PRIMARY KEY (id),
  KEY breaks_by_payment (payment_id),
  KEY breaks_by_closing (closed_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::array kStatements = {kPayments, kOperations, kBreaks};

}  // namespace

constinit const Migration step_0002_lifecycle = {
    .number = 2, .name = "lifecycle", .statements = kStatements};

}  // namespace tollgate::mysql
