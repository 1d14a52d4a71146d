#include "gateway/adapters/memory/scripted_channel.h"

namespace tollgate::memory {
namespace {

std::int64_t moved_by(const Operation& operation) {
  switch (operation.kind) {
    case OperationKind::sale:
    case OperationKind::capture:
      return operation.amount.minor();
    case OperationKind::refund:
    case OperationKind::payout:
      return -operation.amount.minor();
    default:
      return 0;
  }
}

Outcome outcome_of(OutcomeKind kind, std::string code) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.code = std::move(code);
  return outcome;
}

}  // namespace

// An acquirer treats a repeat as a repeat: the same operation takes effect once.
void ScriptedChannel::take_effect(const ChannelCall& call) {
  const Operation& operation = call.operation;
  if (operation.kind == OperationKind::void_payment && call.original) {
    const auto original = effects_.find(call.original->id);
    if (original != effects_.end()) original->second.undone = true;
    // Reversed before it was seen: if it comes after all, it stays without effect.
    effects_.try_emplace(call.original->id, Effect{operation.payment_id, 0, true});
    pending_.erase(call.original->id);
    return;
  }
  const auto [at, fresh] =
      effects_.try_emplace(operation.id, Effect{operation.payment_id, moved_by(operation), false});
  if (fresh) ++effect_counts_[operation.id];
}

void ScriptedChannel::decide(OperationId id, bool approved) {
  const auto at = pending_.find(id);
  if (at == pending_.end()) return;
  const Operation operation = at->second;
  pending_.erase(at);
  if (approved)
    take_effect(ChannelCall(operation));
  else
    refused_.insert(id);
}

Outcome ScriptedChannel::answer_query(const ChannelCall& call) const {
  if (pending_.contains(call.original->id)) return pending_outcome();
  if (refused_.contains(call.original->id))
    return outcome_of(OutcomeKind::declined, "do_not_honor");
  const auto at = effects_.find(call.original->id);
  if (at == effects_.end()) return outcome_of(OutcomeKind::not_sent, "not_found");
  return approved_outcome();
}

Outcome ScriptedChannel::approved_outcome() const {
  Outcome outcome = outcome_of(OutcomeKind::approved, "");
  outcome.exchange = exchange;
  return outcome;
}

ChannelFault ScriptedChannel::next_fault(const std::string& channel_account) {
  const auto own = scripts_.find(channel_account);
  auto& script = own != scripts_.end() && !own->second.empty() ? own->second : script_;
  if (script.empty()) return ChannelFault::none;
  const ChannelFault fault = script.front();
  script.pop_front();
  return fault;
}

Task<Outcome> ScriptedChannel::execute(ChannelCall call) {
  ++calls_;
  ++calls_by_account_[call.operation.channel_account];
  if (call.card) cards_seen_.push_back(*call.card);
  if (is_charge(call.operation.kind)) {
    authentications_seen_.push_back(call.authentication);
    quotes_seen_.push_back(call.fx_quote);
    parties_seen_.push_back(call.counterparty);
  }
  const ChannelFault fault = next_fault(call.operation.channel_account);
  const bool query = call.operation.kind == OperationKind::query;
  const bool effective = fault == ChannelFault::none || fault == ChannelFault::lost_after;
  const bool moves = !query && call.operation.kind != OperationKind::quote;
  if (effective && moves) take_effect(call);
  // Held here: a coroutine lambda's captures live in the function object.
  const auto interrupt = std::exchange(interrupt_next, nullptr);
  if (interrupt) co_await interrupt(call);
  switch (fault) {
    case ChannelFault::none:
      co_return query ? answer_query(call) : approved_outcome();
    case ChannelFault::declined:
      co_return outcome_of(OutcomeKind::declined, "do_not_honor");
    case ChannelFault::declined_for_now: {
      Outcome declined = outcome_of(OutcomeKind::declined, "try_again_later");
      declined.retryable = true;
      co_return declined;
    }
    case ChannelFault::pending:
      pending_.insert_or_assign(call.operation.id, call.operation);
      co_return pending_outcome();
    case ChannelFault::not_sent:
      co_return outcome_of(OutcomeKind::not_sent, "channel_unavailable");
    default:
      co_return Outcome{};
  }
}

Outcome ScriptedChannel::pending_outcome() const {
  Outcome outcome = outcome_of(OutcomeKind::pending, "");
  outcome.next_action = next_action;
  return outcome;
}

const ChannelTraits* ScriptedChannel::find_traits(std::string_view) const { return &traits_; }

std::chrono::milliseconds ScriptedChannel::deadline(std::string_view) const {
  return std::chrono::seconds(10);
}

std::uint64_t ScriptedChannel::next_sequence(std::string_view) { return ++sequence_; }

std::int64_t ScriptedChannel::net_of(PaymentId payment) const {
  std::int64_t net = 0;
  for (const auto& [id, effect] : effects_)
    if (effect.payment == payment && !effect.undone) net += effect.moved;
  return net;
}

int ScriptedChannel::effects_of(OperationId operation) const {
  const auto at = effect_counts_.find(operation);
  return at == effect_counts_.end() ? 0 : at->second;
}

}  // namespace tollgate::memory
