#include "gateway/adapters/mysql/json_text.h"
#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {

// merchant_id, mode, direction, merchant_reference, amount, currency, method, authentication, the
// promise of a rate, counterparty, purpose, risk_record and created_at never change.
constinit const Table payments_table = {
    .name = "payments",
    .columns =
        "id, merchant_id, mode, direction, merchant_reference, amount, currency, "
        "amount_authorized, "
        "amount_captured, amount_refunded, amount_refunding, amount_disputed, amount_reversed, "
        "capture_method, status, reason, "
        "channel_account, method, payment_method_id, card_brand, card_bin, card_last4, "
        "card_expiry_month, card_expiry_year, authentication, fx_quote_id, fx_promise, exchange, "
        "counterparty, purpose, customer, description, metadata, "
        "risk_verdict, risk_score, "
        "risk_reasons, risk_record, next_action, expires_at, "
        "version, created_at, updated_at",
    .on_duplicate =
        " ON DUPLICATE KEY UPDATE "
        "version = IF(payments.version + 1 = VALUES(version), VALUES(version), -1), "
        "amount_authorized = VALUES(amount_authorized), amount_captured = VALUES(amount_captured), "
        "amount_refunded = VALUES(amount_refunded), amount_refunding = VALUES(amount_refunding), "
        "amount_disputed = VALUES(amount_disputed), amount_reversed = VALUES(amount_reversed), "
        "capture_method = VALUES(capture_method), status = VALUES(status), reason = "
        "VALUES(reason), "
        "channel_account = VALUES(channel_account), payment_method_id = VALUES(payment_method_id), "
        "card_brand = VALUES(card_brand), card_bin = VALUES(card_bin), "
        "card_last4 = VALUES(card_last4), card_expiry_month = VALUES(card_expiry_month), "
        "card_expiry_year = VALUES(card_expiry_year), exchange = VALUES(exchange), "
        "customer = VALUES(customer), "
        "description = VALUES(description), metadata = VALUES(metadata), "
        "risk_verdict = VALUES(risk_verdict), risk_score = VALUES(risk_score), "
        "risk_reasons = VALUES(risk_reasons), next_action = VALUES(next_action), "
        "expires_at = VALUES(expires_at), updated_at = VALUES(updated_at)"};

void append_row(SqlText& sql, const Payment& payment) {
  sql.open_row()
      .id(payment.id)
      .id(payment.merchant_id)
      .number(payment.mode)
      .number(payment.direction);
  if (payment.merchant_reference.empty())
    sql.null();
  else
    sql.binary(payment.merchant_reference);
  sql.number(payment.amount.minor())
      .text(payment.amount.currency().code())
      .number(payment.amount_authorized)
      .number(payment.amount_captured)
      .number(payment.amount_refunded)
      .number(payment.amount_refunding)
      .number(payment.amount_disputed)
      .number(payment.amount_reversed)
      .number(payment.capture_method)
      .number(payment.status)
      .text(payment.reason)
      .text(payment.channel_account)
      .text(payment.method)
      .id(payment.payment_method)
      .text(payment.card.brand)
      .text(payment.card.bin)
      .text(payment.card.last4)
      .number(payment.card.expiry_month)
      .number(payment.card.expiry_year)
      .text_or_null(authentication_to_json(payment.authentication))
      .id_or_null(payment.fx_quote ? std::optional(payment.fx_quote->id) : std::nullopt)
      .text_or_null(exchange_to_json(payment.fx_quote ? std::optional(payment.fx_quote->promise)
                                                      : std::nullopt))
      .text_or_null(exchange_to_json(payment.exchange))
      .text_or_null(party_to_json(payment.counterparty))
      .text(payment.purpose)
      .text(payment.customer)
      .text(payment.description)
      .text_or_null(pairs_to_json(payment.metadata))
      .text(payment.risk.verdict)
      .number(payment.risk.score)
      .text_or_null(list_to_json(payment.risk.reasons))
      .text_or_null(payment.risk.record)
      .text_or_null(next_action_to_json(payment.next_action))
      .time_or_null(payment.expires_at)
      .number(payment.version)
      .time(payment.created_at)
      .time(payment.updated_at)
      .close_row();
}

namespace {

// What is not in its columns the quote shares with its payment.
void read_exchange(Row& row, Payment& payment) {
  const auto quote_id = row.id_or_null<FxQuoteId>();
  if (!row.is_null()) {
    auto promise = exchange_from_json(row.text());
    if (!promise || !quote_id) row.report_malformed("fx_promise is not the JSON of an exchange");
    if (promise && quote_id) {
      payment.fx_quote.emplace(payment.amount, std::move(*promise));
      payment.fx_quote->id = *quote_id;
      payment.fx_quote->merchant_id = payment.merchant_id;
      payment.fx_quote->mode = payment.mode;
      payment.fx_quote->channel_account = payment.channel_account;
      payment.fx_quote->method = payment.method;
      payment.fx_quote->kind = payment.charge_kind();
    }
  }
  if (row.is_null()) return;
  payment.exchange = exchange_from_json(row.text());
  if (!payment.exchange) row.report_malformed("exchange is not the JSON of an exchange");
}

}  // namespace

Payment read_payment(Row& row) {
  const auto id = row.id<PaymentId>();
  const auto merchant_id = row.id<MerchantId>();
  const Mode mode = row.number<Mode>();
  const auto direction = row.number<PaymentDirection>();
  const std::string merchant_reference = row.is_null() ? std::string() : row.text();
  Payment payment(row.money());
  payment.id = id;
  payment.merchant_id = merchant_id;
  payment.mode = mode;
  payment.direction = direction;
  payment.merchant_reference = merchant_reference;
  payment.amount_authorized = row.integer();
  payment.amount_captured = row.integer();
  payment.amount_refunded = row.integer();
  payment.amount_refunding = row.integer();
  payment.amount_disputed = row.integer();
  payment.amount_reversed = row.integer();
  payment.capture_method = row.number<CaptureMethod>();
  payment.status = row.number<PaymentStatus>();
  payment.reason = row.text();
  payment.channel_account = row.text();
  payment.method = row.text();
  payment.payment_method = row.id<PaymentMethodId>();
  payment.card.brand = row.text();
  payment.card.bin = row.text();
  payment.card.last4 = row.text();
  payment.card.expiry_month = row.number<int>();
  payment.card.expiry_year = row.number<int>();
  if (!row.is_null()) {
    payment.authentication = authentication_from_json(row.text());
    if (!payment.authentication) row.report_malformed("authentication is not one");
  }
  read_exchange(row, payment);
  if (!row.is_null()) {
    payment.counterparty = party_from_json(row.text());
    if (!payment.counterparty) row.report_malformed("counterparty is not a party");
  }
  payment.purpose = row.text();
  payment.customer = row.text();
  payment.description = row.text();
  if (!row.is_null()) {
    auto metadata = pairs_from_json(row.text());
    if (!metadata) row.report_malformed("metadata is not a list of pairs");
    payment.metadata = std::move(metadata).value_or(Metadata{});
  }
  payment.risk.verdict = row.text();
  payment.risk.score = row.number<int>();
  if (!row.is_null()) {
    auto reasons = list_from_json(row.text());
    if (!reasons) row.report_malformed("risk_reasons is not a list");
    payment.risk.reasons = std::move(reasons).value_or(std::vector<std::string>{});
  }
  if (!row.is_null()) payment.risk.record = row.text();
  if (!row.is_null()) {
    payment.next_action = next_action_from_json(row.text());
    if (!payment.next_action) row.report_malformed("next_action is not a next action");
  }
  payment.expires_at = row.time_or_null();
  payment.version = row.number<std::uint32_t>();
  payment.created_at = row.time();
  payment.updated_at = row.time();
  return payment;
}

}  // namespace tollgate::mysql
