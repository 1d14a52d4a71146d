#include "gateway/adapters/channel/plugin_request.h"

#include <algorithm>

#include "gateway/adapters/channel/contract.h"

namespace tollgate::channel {
namespace {

tollgate_money raw_money_of(const Money& money) {
  tollgate_money raw{};
  raw.minor = money.minor();
  const std::string_view code = money.currency().code();
  std::copy_n(code.data(), std::min(code.size(), sizeof raw.currency - 1), raw.currency);
  raw.numeric = money.currency().numeric();
  raw.exponent = static_cast<std::uint16_t>(money.currency().exponent());
  return raw;
}

// A payout is no less than was asked: it gives, as a refund does.
bool takes_money(OperationKind kind) {
  return kind == OperationKind::capture || (is_charge(kind) && kind != OperationKind::payout);
}

// A void says how much it releases only to a channel that can release a part.
bool has_amount(OperationKind kind, const ChannelTraits& traits) {
  if (kind == OperationKind::void_payment) return traits.partial_void;
  return kind != OperationKind::query;
}

}  // namespace

PluginRequest::PluginRequest(const PluginChannel& channel, const ChannelCall& call,
                             const RequestRandom& random)
    : operation_id_(call.operation.id.str()), payment_id_(call.operation.payment_id.str()) {
  const Operation& operation = call.operation;
  const PluginDescription& description = channel.description();
  raw_.size = sizeof raw_;
  raw_.kind = static_cast<tollgate_operation_kind>(operation.kind);
  raw_.operation_id = view_of(operation_id_);
  // A quote is of no payment yet.
  if (operation.kind != OperationKind::quote) raw_.payment_id = view_of(payment_id_);
  const bool amounts = has_amount(operation.kind, description.traits);
  const Money asked = amounts ? operation.amount : Money::zero(operation.amount.currency());
  raw_.amount = raw_money_of(asked);
  approvable_ = call.original && !amounts ? call.original->amount : asked;
  const bool asks_about = operation.kind == OperationKind::query && call.original;
  in_part_ = takes_money(asks_about ? call.original->kind : operation.kind);
  mode_ = channel.mode();
  raw_.final_capture = operation.kind == OperationKind::capture && operation.final_capture ? 1 : 0;
  raw_.attempt = operation.attempt;
  raw_.time_unix_us = unix_micros(operation.created_at);
  raw_.sequence = operation.sequence;
  std::copy(random.begin(), random.end(), raw_.random);
  raw_.method = view_of(call.method);
  if (call.card && description.traits.needs_card_for(operation.kind)) show_card(*call.card);
  if (raw_.card != nullptr && call.authentication) show_authentication(*call.authentication);
  if (call.original) show_original(*call.original);
  if (call.fx_quote) show_quote(call.fx_quote->promise);
  raw_.quoted_kind = static_cast<tollgate_operation_kind>(call.quoted_kind);
  raw_.merchant_reference = view_of(call.merchant_reference);
  raw_.description = view_of(call.description);
  metadata_.reserve(call.metadata.size());
  for (const auto& [key, value] : call.metadata)
    metadata_.push_back({view_of(key), view_of(value)});
  raw_.metadata = metadata_.data();
  raw_.metadata_count = metadata_.size();
  if (call.counterparty) show_counterparty(*call.counterparty);
  raw_.purpose = view_of(call.purpose);
}

PluginRequest::PluginRequest(const Session& session, const RequestRandom& random)
    : operation_id_(session.id.str()) {
  raw_.size = sizeof raw_;
  raw_.kind = static_cast<tollgate_operation_kind>(session.operation);
  raw_.operation_id = view_of(operation_id_);
  raw_.attempt = 1;
  raw_.time_unix_us = unix_micros(session.now);
  raw_.sequence = session.sequence;
  std::copy(random.begin(), random.end(), raw_.random);
}

void PluginRequest::show_card(const CardData& card) {
  card_.size = sizeof card_;
  card_.expiry_month = static_cast<std::uint32_t>(card.expiry_month);
  card_.expiry_year = static_cast<std::uint32_t>(card.expiry_year);
  card_.number = view_of(card.number.reveal());
  card_.cvc = view_of(card.cvc.reveal());
  card_.holder = view_of(card.holder);
  raw_.card = &card_;
}

void PluginRequest::show_authentication(const Authentication& done) {
  authentication_.size = sizeof authentication_;
  authentication_.version = view_of(done.version);
  authentication_.transaction_status = view_of(done.transaction_status);
  authentication_.eci = view_of(done.eci);
  authentication_.cavv = view_of(done.cavv);
  authentication_.ds_transaction_id = view_of(done.ds_transaction_id);
  raw_.authentication = &authentication_;
}

void PluginRequest::show_counterparty(const Party& party) {
  counterparty_.size = sizeof counterparty_;
  counterparty_.name = view_of(party.name);
  counterparty_.iban = view_of(party.iban);
  counterparty_.account = view_of(party.account);
  counterparty_.bic = view_of(party.bic);
  counterparty_.country = view_of(party.country);
  raw_.counterparty = &counterparty_;
}

void PluginRequest::show_original(const Operation& original) {
  const Outcome& outcome = original.outcome;
  original_id_ = original.id.str();
  original_.size = sizeof original_;
  original_.kind = static_cast<tollgate_operation_kind>(original.kind);
  original_.outcome_kind = static_cast<std::int32_t>(outcome.kind);
  original_.operation_id = view_of(original_id_);
  original_.amount = raw_money_of(original.amount);
  original_.approved_amount = original_.amount;
  if (outcome.approved_minor) original_.approved_amount.minor = *outcome.approved_minor;
  original_.time_unix_us = unix_micros(original.created_at);
  original_.sequence = original.sequence;
  original_.channel_reference = view_of(outcome.channel_reference);
  original_.authorization_code = view_of(outcome.authorization_code);
  original_data_.reserve(outcome.data.size());
  for (const auto& [key, value] : outcome.data)
    original_data_.push_back({view_of(key), view_of(value)});
  original_.data = original_data_.data();
  original_.data_count = original_data_.size();
  raw_.original = &original_;
}

void PluginRequest::show_quote(const Exchange& promise) {
  quote_.size = sizeof quote_;
  quote_.settled = raw_money_of(promise.settled);
  quote_.fee = raw_money_of(promise.fee);
  quote_.rate = view_of(promise.rate);
  quote_.reference = view_of(promise.reference);
  quote_.expires_unix_us = promise.expires_at ? unix_micros(*promise.expires_at) : 0;
  raw_.quote = &quote_;
}

std::string_view PluginRequest::account_number() const {
  const auto& named = counterparty_.iban.size > 0 ? counterparty_.iban : counterparty_.account;
  return {named.data, named.size};
}

std::string_view PluginRequest::card_number() const {
  return raw_.card == nullptr ? std::string_view()
                              : std::string_view(card_.number.data, card_.number.size);
}

}  // namespace tollgate::channel
