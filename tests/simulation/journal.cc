#include "tests/simulation/journal.h"

#include <algorithm>

#include "tests/simulation/cards.h"
#include "tests/simulation/legal_moves.h"

namespace tollgate::simulation {
namespace {

Version version_of(const Payment& payment) {
  Version made;
  made.status = payment.status;
  made.authorized = payment.amount_authorized;
  made.captured = payment.amount_captured;
  made.refunded = payment.amount_refunded;
  made.refunding = payment.amount_refunding;
  return made;
}

// Types are constants of the gateway, but an event's text is its own: keep one that stays.
std::string_view kept(const Event& event) {
  thread_local std::set<std::string, std::less<>> types;  // worlds run in several threads
  return *types.emplace(event.type).first;
}

bool is_final_here(OutcomeKind kind) {
  return kind == OutcomeKind::approved || kind == OutcomeKind::declined ||
         kind == OutcomeKind::not_sent;
}

bool shows_secret(const Payment& payment) {
  return holds_secret(payment.description) || holds_secret(payment.customer) ||
         holds_secret(payment.reason) || holds_secret(payment.risk.record) ||
         holds_secret(payment.merchant_reference) || holds_secret(payment.card.bin) ||
         holds_secret(payment.card.last4);
}

bool shows_secret(const Operation& operation) {
  const Outcome& outcome = operation.outcome;
  return holds_secret(outcome.message) || holds_secret(outcome.channel_reference) ||
         holds_secret(outcome.code) || holds_secret(outcome.channel_code) ||
         holds_secret(outcome.authorization_code);
}

std::string describe(const Payment& payment) {
  std::string text(tollgate::to_text(payment.status));
  if (!payment.reason.empty()) text += " (" + payment.reason + ")";
  text += " authorized " + std::to_string(payment.amount_authorized) + " captured " +
          std::to_string(payment.amount_captured) + " refunded " +
          std::to_string(payment.amount_refunded) + " refunding " +
          std::to_string(payment.amount_refunding);
  return text;
}

std::string describe(const Operation& operation) {
  std::string text = "  " + std::string(tollgate::to_text(operation.kind)) + " " +
                     operation.id.str() + " revision " + std::to_string(operation.revision) + ": " +
                     std::string(tollgate::to_text(operation.outcome.kind));
  if (!operation.outcome.code.empty()) text += " " + operation.outcome.code;
  if (operation.due_at) text += ", due " + to_rfc3339(*operation.due_at);
  if (operation.parked) text += ", parked";
  return text;
}

}  // namespace

const std::vector<Version>* Journal::history_of(PaymentId id) const {
  const auto at = payments_.find(id);
  return at == payments_.end() ? nullptr : &at->second;
}

void Journal::committed(const Change& change) {
  check_events(change);
  check_secrets(change);
  const Payment* payment = change.new_payment       ? &*change.new_payment
                           : change.changed_payment ? &*change.changed_payment
                                                    : nullptr;
  if (payment != nullptr) record(*payment, change);
  PaymentId touched;
  if (payment != nullptr) touched = payment->id;
  if (change.new_operation) touched = change.new_operation->payment_id;
  if (!change.changed_operations.empty()) touched = change.changed_operations.front().payment_id;
  if (stage_.options.remember) {
    if (change.new_operation) stage_.tell(touched, describe(*change.new_operation));
    for (const auto& operation : change.changed_operations)
      stage_.tell(touched, describe(operation));
    if (change.new_break) stage_.tell(touched, "  break: " + change.new_break->detail);
  }
  if (!touched.is_nil()) check_jobs(touched);
}

void Journal::record(const Payment& payment, const Change& change) {
  std::vector<Version>& versions = payments_[payment.id];
  Version before;
  if (!versions.empty()) before = versions.back();
  Version after = version_of(payment);
  if (!change.events.empty()) {
    after.event = change.events.front().id;
    after.event_type = kept(change.events.front());
  }
  versions.push_back(after);
  stage_.scheduler.trace(static_cast<std::uint64_t>(payment.status) << 32 | payment.version);
  stage_.tell(payment.id, "version " + std::to_string(payment.version) + " " +
                              std::string(after.event_type) + ": " + describe(payment));
  if (versions.size() != payment.version)
    stage_.break_promise(4, payment.id, "a version is missing or was written twice");
  check_move(payment, before, after);
  check_sums(payment);
  count(payment, before, change);
}

void Journal::check_events(const Change& change) {
  const Payment* payment = change.new_payment       ? &*change.new_payment
                           : change.changed_payment ? &*change.changed_payment
                                                    : nullptr;
  const std::size_t wanted = payment == nullptr ? 0 : 1;
  if (change.events.size() != wanted) {
    const PaymentId id = payment != nullptr       ? payment->id
                         : !change.events.empty() ? change.events.front().payment_id
                                                  : PaymentId();
    stage_.break_promise(4, id,
                         "a change has " + std::to_string(change.events.size()) +
                             " events instead of " + std::to_string(wanted));
    return;
  }
  if (payment == nullptr) return;
  const Event& event = change.events.front();
  const std::string status = "\"status\":\"" + std::string(tollgate::to_text(payment->status));
  // A payout has events of its own names, and of no other.
  const bool is_payout = payment->direction == PaymentDirection::payout;
  if (event.type.starts_with("payout.") != is_payout || event.payment_id != payment->id ||
      event.version != payment->version || event.data.find(status) == std::string::npos)
    stage_.break_promise(4, payment->id, "an event tells of something else than its change");
}

void Journal::check_secrets(const Change& change) {
  bool shown = false;
  if (change.new_payment) shown = shown || shows_secret(*change.new_payment);
  if (change.changed_payment) shown = shown || shows_secret(*change.changed_payment);
  if (change.new_operation) shown = shown || shows_secret(*change.new_operation);
  for (const auto& operation : change.changed_operations) shown = shown || shows_secret(operation);
  for (const auto& event : change.events) shown = shown || holds_secret(event.data);
  if (change.new_request && change.new_request->answer)
    shown = shown || holds_secret(change.new_request->answer->body);
  if (change.answer) shown = shown || holds_secret(change.answer->answer.body);
  if (change.new_payment_method) shown = shown || holds_secret(change.new_payment_method->sealed);
  if (change.new_break) shown = shown || holds_secret(change.new_break->detail);
  if (!shown) return;
  const PaymentId id = change.changed_payment ? change.changed_payment->id
                       : change.new_payment   ? change.new_payment->id
                                              : PaymentId();
  stage_.break_promise(10, id, "a card number or code was written outside the vault");
}

void Journal::check_move(const Payment& payment, const Version& before, const Version& after) {
  if (!is_legal(before.status, after.event_type, after.status))
    stage_.break_promise(5, payment.id,
                         std::string(tollgate::to_text(before.status)) + " became " +
                             std::string(tollgate::to_text(after.status)) + " by " +
                             std::string(after.event_type));
  if (after.captured < before.captured || after.authorized < before.authorized ||
      after.refunded < before.refunded)
    stage_.break_promise(5, payment.id, "an amount that can only grow became less");
}

void Journal::check_sums(const Payment& payment) {
  const bool ordered =
      payment.amount_refunded >= 0 && payment.amount_refunding >= 0 &&
      payment.amount_refunded + payment.amount_refunding <= payment.amount_captured &&
      payment.amount_captured <= payment.amount_authorized &&
      payment.amount_authorized <= payment.amount.minor();
  const bool fits_payout =
      payment.direction != PaymentDirection::payout ||
      (payment.amount_refunded + payment.amount_refunding + payment.amount_disputed == 0 &&
       payment.amount_reversed <= payment.amount_captured);
  if (!ordered || !fits_payout)
    stage_.break_promise(6, payment.id, "the sums do not hold: " + describe(payment));
  std::int64_t done = 0;
  std::int64_t open = 0;
  if (const auto refunds = tables_.refunds_by_payment.find(payment.id);
      refunds != tables_.refunds_by_payment.end())
    for (const auto& id : refunds->second) {
      const Refund& refund = tables_.refunds.at(id);
      if (refund.status == RefundStatus::succeeded) done += refund.amount.minor();
      if (refund.status == RefundStatus::pending) open += refund.amount.minor();
    }
  if (done != payment.amount_refunded || open != payment.amount_refunding)
    stage_.break_promise(6, payment.id, "the payment and its refunds tell of different sums");
}

void Journal::check_jobs(PaymentId id) {
  const auto stored = tables_.payments.find(id);
  const auto listed = tables_.operations_by_payment.find(id);
  if (stored == tables_.payments.end()) return;
  const Payment& payment = stored->second;
  bool any_open = false;
  if (listed != tables_.operations_by_payment.end()) {
    for (const auto& operation_id : listed->second) {
      const Operation& operation = tables_.operations.at(operation_id);
      if (is_final_here(operation.outcome.kind)) continue;
      any_open = true;
      if (operation.due_at || operation.parked) continue;
      const bool undone = std::any_of(
          listed->second.begin(), listed->second.end(), [&](const OperationId& other_id) {
            const Operation& other = tables_.operations.at(other_id);
            return other.original_id == operation_id && !is_final_here(other.outcome.kind) &&
                   other.kind == OperationKind::void_payment;
          });
      if (!undone)
        stage_.break_promise(8, id, "operation " + operation_id.str() + " is open and has no job");
    }
  }
  using enum PaymentStatus;
  const bool waits_for_clock = payment.status == requires_capture || payment.status == in_review;
  if (waits_for_clock && !payment.expires_at && payment.reason != "expiry_refused") {
    const bool refused =
        std::any_of(tables_.breaks.begin(), tables_.breaks.end(), [&](const auto& entry) {
          return entry.second.payment_id == id && entry.second.kind == break_kind::kExpiryRefused;
        });
    if (!refused) stage_.break_promise(8, id, "the payment waits for a clock that was never set");
  }
  const bool waits_for_channel = payment.status == processing || payment.status == requires_action;
  if (waits_for_channel && !any_open)
    stage_.break_promise(8, id, "the payment waits for an answer to nothing");
}

void Journal::count(const Payment& payment, const Version& before, const Change& change) {
  if (before.status != PaymentStatus::unknown)
    stage_.coverage.moved(before.status, trigger_of(before.status, payment, change));
}

}  // namespace tollgate::simulation
