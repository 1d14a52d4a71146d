#include "gateway/adapters/mysql/json_text.h"
#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {

constinit const Table fx_quotes_table = {
    .name = "fx_quotes",
    .columns =
        "id, merchant_id, mode, channel_account, method, kind, amount, currency, promise, "
        "created_at",
    .on_duplicate = ""};

void append_row(SqlText& sql, const FxQuote& quote) {
  sql.open_row()
      .id(quote.id)
      .id(quote.merchant_id)
      .number(quote.mode)
      .text(quote.channel_account)
      .text(quote.method)
      .number(quote.kind)
      .number(quote.amount.minor())
      .text(quote.amount.currency().code())
      .text_or_null(exchange_to_json(quote.promise))
      .time(quote.created_at)
      .close_row();
}

FxQuote read_fx_quote(Row& row) {
  const auto id = row.id<FxQuoteId>();
  const auto merchant_id = row.id<MerchantId>();
  const Mode mode = row.number<Mode>();
  const std::string channel_account = row.text();
  const std::string method = row.text();
  const auto kind = row.number<OperationKind>();
  const Money amount = row.money();
  auto promise = exchange_from_json(row.text());
  if (!promise) row.report_malformed("promise is not the JSON of an exchange");
  FxQuote quote(amount, std::move(promise).value_or(Exchange(amount, amount)));
  quote.id = id;
  quote.merchant_id = merchant_id;
  quote.mode = mode;
  quote.channel_account = channel_account;
  quote.method = method;
  quote.kind = kind;
  quote.created_at = row.time();
  return quote;
}

}  // namespace tollgate::mysql
