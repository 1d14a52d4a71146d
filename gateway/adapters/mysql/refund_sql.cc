#include "gateway/adapters/mysql/json_text.h"
#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {

constinit const Table refunds_table = {
    .name = "refunds",
    .columns =
        "id, payment_id, merchant_id, mode, amount, currency, status, reason, failure_code, "
        "exchange, version, "
        "created_at, updated_at",
    .on_duplicate =
        " ON DUPLICATE KEY UPDATE "
        "version = IF(refunds.version + 1 = VALUES(version), VALUES(version), -1), "
        "status = VALUES(status), reason = VALUES(reason), failure_code = VALUES(failure_code), "
        "exchange = VALUES(exchange), "
        "updated_at = VALUES(updated_at)"};

void append_row(SqlText& sql, const Refund& refund) {
  sql.open_row()
      .id(refund.id)
      .id(refund.payment_id)
      .id(refund.merchant_id)
      .number(refund.mode)
      .number(refund.amount.minor())
      .text(refund.amount.currency().code())
      .number(refund.status)
      .text(refund.reason)
      .text(refund.failure_code)
      .text_or_null(exchange_to_json(refund.exchange))
      .number(refund.version)
      .time(refund.created_at)
      .time(refund.updated_at)
      .close_row();
}

Refund read_refund(Row& row) {
  const auto id = row.id<RefundId>();
  const auto payment_id = row.id<PaymentId>();
  const auto merchant_id = row.id<MerchantId>();
  const Mode mode = row.number<Mode>();
  Refund refund(row.money());
  refund.id = id;
  refund.payment_id = payment_id;
  refund.merchant_id = merchant_id;
  refund.mode = mode;
  refund.status = row.number<RefundStatus>();
  refund.reason = row.text();
  refund.failure_code = row.text();
  if (!row.is_null()) {
    refund.exchange = exchange_from_json(row.text());
    if (!refund.exchange) row.report_malformed("exchange is not the JSON of an exchange");
  }
  refund.version = row.number<std::uint32_t>();
  refund.created_at = row.time();
  refund.updated_at = row.time();
  return refund;
}

}  // namespace tollgate::mysql
