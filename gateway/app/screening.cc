#include "gateway/app/screening.h"

#include "gateway/base/encoding.h"
#include "gateway/base/json_writer.h"

namespace tollgate {
namespace {

void write_hits(JsonWriter& json, std::string_view name, const std::vector<risk::RuleHit>& hits) {
  json.key(name).begin_array();
  for (const auto& hit : hits)
    json.begin_object()
        .member("rule", hit.rule)
        .member("reason", hit.reason)
        .member("action", risk::name_of(hit.action))
        .member("score", hit.score)
        .end_object();
  json.end_array();
}

// What the merchant reported of the payer and no other column holds: other nodes, and this one
// after a restart, count by it. It stays in the database: neither the API nor an event tells it.
void write_payer(JsonWriter& json, const risk::PaymentFacts& facts) {
  json.key("payer").begin_object();
  if (!facts.ip.empty()) json.member("ip", facts.ip);
  if (!facts.device.empty()) json.member("device", facts.device);
  if (!facts.email.empty()) json.member("email", facts.email);
  json.end_object();
}

std::string record_of(const risk::Decision& decision, const risk::PaymentFacts& facts) {
  JsonWriter json(512);
  json.begin_object()
      .member("verdict", risk::name_of(decision.verdict))
      .member("score", decision.score)
      .member("rules_digest", to_hex(as_text(decision.bundle_digest)))
      .member("micros", decision.micros)
      .key("features")
      .begin_object();
  for (const auto& feature : decision.features) json.member(feature.name, feature.value);
  json.end_object();
  write_payer(json, facts);
  write_hits(json, "fired", decision.reasons);
  write_hits(json, "shadow", decision.shadow);
  json.key("failed").begin_array();
  for (const auto& failure : decision.failed)
    json.begin_object()
        .member("rule", failure.rule)
        .member("applied", risk::name_of(failure.applied))
        .member("sentence", failure.sentence)
        .end_object();
  json.end_array().end_object();
  return json.take();
}

}  // namespace

risk::PaymentFacts facts_of(const Payment& payment, const CreatePayment& command,
                            const PaymentMethod& method) {
  risk::PaymentFacts facts(payment.amount);
  facts.payment_id = payment.shown_id();
  facts.merchant_id = payment.merchant_id.str();
  facts.direction = to_text(payment.direction);
  facts.method = payment.method;
  facts.channel = payment.channel_account;
  facts.card_bin = method.card.bin;
  facts.card_last4 = method.card.last4;
  facts.card_brand = method.card.brand;
  facts.card_fingerprint = method.fingerprint;
  if (payment.authentication) facts.authentication = payment.authentication->transaction_status;
  facts.customer = command.customer;
  facts.ip = command.ip;
  facts.device = command.device;
  facts.email = command.email;
  facts.description = payment.description;
  facts.merchant_reference = payment.merchant_reference;
  facts.metadata = payment.metadata;
  facts.live = payment.mode == Mode::live;
  facts.created_at = payment.created_at;
  return facts;
}

std::string_view stopped_by(const risk::Decision& decision, PaymentDirection direction) {
  switch (decision.verdict) {
    case risk::Verdict::allow:
    case risk::Verdict::review:
      return {};
    case risk::Verdict::challenge:
      return direction == PaymentDirection::payout ? "risk_blocked" : "authentication_required";
    case risk::Verdict::sanctions:
      return "sanctions_blocked";
    default:
      return "risk_blocked";
  }
}

RiskSummary summary_of(const risk::Decision& decision, const risk::PaymentFacts& facts) {
  RiskSummary summary;
  summary.verdict = risk::name_of(decision.verdict);
  summary.score = static_cast<int>(decision.score);
  for (const auto& hit : decision.reasons) summary.reasons.push_back(hit.reason);
  for (const auto& failure : decision.failed)
    if (failure.applied != risk::Verdict::unknown) summary.reasons.push_back(failure.reason);
  summary.record = record_of(decision, facts);
  return summary;
}

}  // namespace tollgate
