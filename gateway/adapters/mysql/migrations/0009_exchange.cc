// Step 9: quotes of rates, and what payments and refunds come to in the currency of the merchant's
// account. A payment keeps its own copy of the promise: its quote may be purged.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kQuotes = R"sql(
CREATE TABLE IF NOT EXISTS fx_quotes (
  id              BINARY(16)       NOT NULL,
  merchant_id     BINARY(16)       NOT NULL,
  mode            TINYINT UNSIGNED NOT NULL,
  channel_account VARCHAR(255)     NOT NULL,
  method          VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind            TINYINT UNSIGNED NOT NULL,
  amount          BIGINT           NOT NULL,
  currency        CHAR(3)          NOT NULL,
  promise         VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'JSON',
  created_at      DATETIME(6)      NOT NULL,
  PRIMARY KEY (id),
  KEY fx_quotes_by_age (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::string_view kPayments = R"sql(
ALTER TABLE payments
  ADD COLUMN fx_quote_id BINARY(16) NULL AFTER authentication,
  ADD COLUMN fx_promise VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'JSON'
    AFTER fx_quote_id,
  ADD COLUMN exchange VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'JSON'
    AFTER fx_promise,
  ADD UNIQUE KEY payments_by_fx_quote (fx_quote_id))sql";

constexpr std::string_view kRefunds = R"sql(
ALTER TABLE refunds
  ADD COLUMN exchange VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'JSON'
    AFTER failure_code)sql";

constexpr std::array kStatements = {kQuotes, kPayments, kRefunds};

}  // namespace

constinit const Migration step_0009_exchange = {
    .number = 9, .name = "exchange", .statements = kStatements};

}  // namespace tollgate::mysql
