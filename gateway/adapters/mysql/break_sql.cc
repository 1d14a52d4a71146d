#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {

// One report of a channel always makes the same break: its first telling stays.
constinit const Table breaks_table = {
    .name = "breaks",
    .columns =
        "id, merchant_id, payment_id, operation_id, channel_account, kind, detail, amount, "
        "currency, opened_at, closed_at, closed_reason",
    .on_duplicate = " ON DUPLICATE KEY UPDATE id = breaks.id"};

void append_row(SqlText& sql, const Break& found) {
  sql.open_row()
      .id(found.id)
      .id(found.merchant_id)
      .id(found.payment_id)
      .id_or_null(found.operation_id)
      .text(found.channel_account)
      .text(found.kind)
      .text(found.detail)
      .number(found.amount.minor())
      .text(found.amount.currency().code())
      .time(found.opened_at)
      .time_or_null(found.closed_at)
      .text(found.closed_reason)
      .close_row();
}

Break read_break(Row& row) {
  const auto id = row.id<BreakId>();
  const auto merchant_id = row.id<MerchantId>();
  const auto payment_id = row.id<PaymentId>();
  const auto operation_id = row.id_or_null<OperationId>();
  const std::string channel_account = row.text();
  const std::string kind = row.text();
  const std::string detail = row.text();
  Break found(row.money());
  found.id = id;
  found.merchant_id = merchant_id;
  found.payment_id = payment_id;
  found.operation_id = operation_id;
  found.channel_account = channel_account;
  found.kind = kind;
  found.detail = detail;
  found.opened_at = row.time();
  found.closed_at = row.time_or_null();
  found.closed_reason = row.text();
  return found;
}

}  // namespace tollgate::mysql
