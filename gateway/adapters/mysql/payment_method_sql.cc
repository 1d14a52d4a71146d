#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {

constinit const Table payment_methods_table = {
    .name = "payment_methods",
    .columns =
        "id, merchant_id, mode, card_brand, card_bin, card_last4, card_expiry_month, "
        "card_expiry_year, fingerprint, sealed, created_at",
    .on_duplicate = ""};

void append_row(SqlText& sql, const PaymentMethod& method) {
  sql.open_row()
      .id(method.id)
      .id(method.merchant_id)
      .number(method.mode)
      .text(method.card.brand)
      .text(method.card.bin)
      .text(method.card.last4)
      .number(method.card.expiry_month)
      .number(method.card.expiry_year)
      .text(method.fingerprint)
      .binary(method.sealed)
      .time(method.created_at)
      .close_row();
}

PaymentMethod read_payment_method(Row& row) {
  PaymentMethod method;
  method.id = row.id<PaymentMethodId>();
  method.merchant_id = row.id<MerchantId>();
  method.mode = row.number<Mode>();
  method.card.brand = row.text();
  method.card.bin = row.text();
  method.card.last4 = row.text();
  method.card.expiry_month = row.number<int>();
  method.card.expiry_year = row.number<int>();
  method.fingerprint = row.text();
  method.sealed = row.text();
  method.created_at = row.time();
  return method;
}

}  // namespace tollgate::mysql
