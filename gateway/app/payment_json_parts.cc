#include "gateway/app/payment_json_parts.h"

#include "gateway/payment/party.h"

namespace tollgate {

void write_card(JsonWriter& json, const CardSummary& card) {
  json.begin_object()
      .member("brand", card.brand)
      .member("bin", card.bin)
      .member("last4", card.last4)
      .member("expiry_month", card.expiry_month)
      .member("expiry_year", card.expiry_year)
      .end_object();
}

void write_authentication(JsonWriter& json, const std::optional<Authentication>& authentication) {
  if (!authentication) {
    json.null();
    return;
  }
  json.begin_object()
      .member("version", authentication->version)
      .member("transaction_status", authentication->transaction_status)
      .member_or_null("eci", authentication->eci)
      .member("ds_transaction_id", authentication->ds_transaction_id)
      .end_object();
}

void write_exchange(JsonWriter& json, const std::optional<Exchange>& exchange) {
  if (!exchange) {
    json.null();
    return;
  }
  json.begin_object()
      .member("settlement_amount", exchange->settled.minor())
      .member("settlement_currency", exchange->settled.currency().code())
      .member("fee_amount", exchange->fee.minor())
      .member_or_null("rate", exchange->rate)
      .end_object();
}

void write_risk(JsonWriter& json, const RiskSummary& risk) {
  if (risk.verdict.empty()) {
    json.null();
    return;
  }
  json.begin_object().member("verdict", risk.verdict).member("score", risk.score).key("reasons");
  json.begin_array();
  for (const auto& reason : risk.reasons) json.value(reason);
  json.end_array().end_object();
}

void write_next_action(JsonWriter& json, const std::optional<NextAction>& action) {
  if (!action) {
    json.null();
    return;
  }
  json.begin_object()
      .member("type", to_text(action->kind))
      .member_or_null("url", action->url)
      .member_or_null("qr_code", action->qr_code)
      .key("data")
      .begin_object();
  for (const auto& [name, text] : action->data) json.member(name, text);
  json.end_object()
      .member_or_null("expires_at", action->expires_at ? to_rfc3339(*action->expires_at) : "")
      .end_object();
}

void write_times(JsonWriter& json, Timestamp created_at, Timestamp updated_at) {
  json.member("created_at", to_rfc3339(created_at)).member("updated_at", to_rfc3339(updated_at));
}

void write_party(JsonWriter& json, const std::optional<Party>& party) {
  if (!party) {
    json.null();
    return;
  }
  const auto masked = [](const std::string& account) {
    return account.empty() ? std::string() : masked_account(account);
  };
  json.begin_object()
      .member("name", party->name)
      .member_or_null("iban", masked(party->iban))
      .member_or_null("account", masked(party->account))
      .member_or_null("bic", party->bic)
      .member_or_null("country", party->country)
      .end_object();
}

}  // namespace tollgate
