#include "tests/simulation/audit.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "tests/simulation/accounts.h"

namespace tollgate::simulation {
namespace {

// What the channels moved for a payment, and what still lies there. Of a payout it is the merchant
// they took from.
struct Moved {
  std::int64_t taken = 0;
  std::int64_t returned = 0;
  std::int64_t held = 0;  // by holds that are open
  int charges = 0;        // sales, holds and payouts that are in effect
};

Moved moved_for(const Books& books, PaymentId id) {
  Moved moved;
  for (const Entry* entry : books.of_payment(id)) {
    if (entry->standing != Standing::done) continue;
    switch (entry->kind) {
      case OperationKind::sale:
      case OperationKind::payout:
        ++moved.charges;
        moved.taken += entry->amount;
        break;
      case OperationKind::authorize:
        ++moved.charges;
        moved.held += books.open_hold(*entry);
        break;
      case OperationKind::capture:
        moved.taken += entry->amount;
        break;
      case OperationKind::refund:
        moved.returned += entry->amount;
        break;
      default:
        break;
    }
  }
  return moved;
}

// What an open break says may differ.
struct Excuse {
  std::int64_t amount = 0;
  bool hold = false;
  bool strange = false;  // only a channel that misbehaved explains it
};

std::map<PaymentId, Excuse> excuses_of(const memory::Tables& tables, const Books& books) {
  std::map<PaymentId, Excuse> excuses;
  std::map<OperationId, bool> counted;
  for (const auto& [id, found] : tables.breaks) {
    Excuse& excuse = excuses[found.payment_id];
    if (found.kind == break_kind::kExpiryRefused) excuse.hold = true;
    // A hold that no channel can release ends as a break of its own accord.
    if (found.kind != break_kind::kExpiryRefused ||
        traits_of(found.channel_account)->supports(OperationKind::void_payment))
      excuse.strange = true;
    const bool differs =
        found.kind == break_kind::kLateApproval || found.kind == break_kind::kContradiction;
    if (!differs || !found.operation_id || std::exchange(counted[*found.operation_id], true))
      continue;
    const Entry* entry = books.find(*found.operation_id);
    if (entry != nullptr) excuse.amount += entry->amount;
    excuse.hold = true;
  }
  return excuses;
}

std::string sums_text(const Payment& payment, const Moved& moved) {
  return "the payment is " + std::string(tollgate::to_text(payment.status)) + " with captured " +
         std::to_string(payment.amount_captured) + " and refunded " +
         std::to_string(payment.amount_refunded) + ", but the channel took " +
         std::to_string(moved.taken) + ", gave back " + std::to_string(moved.returned) +
         " and holds " + std::to_string(moved.held);
}

// What the payment says it came to is what the channel said of what it took.
std::optional<Money> told_of(const Evidence& evidence, const Payment& payment) {
  std::optional<Money> sum;
  const auto ids = evidence.tables.operations_by_payment.find(payment.id);
  if (ids == evidence.tables.operations_by_payment.end()) return sum;
  for (const OperationId& id : ids->second) {
    const Operation& operation = evidence.tables.operations.at(id);
    const auto& exchange = operation.outcome.exchange;
    const bool counts = exchange && operation.kind != OperationKind::refund &&
                        operation.outcome.kind == OutcomeKind::approved;
    if (counts) sum = sum ? sum->plus(exchange->settled) : exchange->settled;
  }
  return sum;
}

void audit_payment(const Evidence& evidence, const Payment& payment, const Excuse& excuse) {
  const Moved moved = moved_for(evidence.books, payment.id);
  Stage& stage = evidence.stage;
  if (moved.charges > 1 && !excuse.hold)
    stage.break_promise(1, payment.id, "the money was moved twice");
  const bool agrees = std::abs(moved.taken - payment.amount_captured) +
                          std::abs(moved.returned - payment.amount_refunded) <=
                      excuse.amount;
  if (!agrees) stage.break_promise(3, payment.id, sums_text(payment, moved));
  using enum PaymentStatus;
  const bool closed =
      payment.status == failed || payment.status == canceled || payment.status == succeeded;
  // Where a channel cannot release what captures left, it lapses by itself.
  const bool may_lapse = payment.status == succeeded && payment.amount_captured > 0;
  if (closed && moved.held > 0 && !may_lapse && !excuse.hold)
    stage.break_promise(3, payment.id, sums_text(payment, moved));
  const bool at_peace = !excuse.hold && !excuse.strange && excuse.amount == 0;
  const auto told = told_of(evidence, payment);
  if (at_peace &&
      told != (payment.exchange ? std::optional(payment.exchange->settled) : std::nullopt))
    stage.break_promise(3, payment.id, "its exchange is not what the channel told");
  if (excuse.strange && !evidence.books.in_trouble(payment.id))
    stage.break_promise(3, payment.id, "a break is open, and the channel did nothing strange");
}

}  // namespace

void audit_money(const Evidence& evidence) {
  const auto excuses = excuses_of(evidence.tables, evidence.books);
  for (const auto& [id, payment] : evidence.tables.payments) {
    const auto at = excuses.find(id);
    audit_payment(evidence, payment, at == excuses.end() ? Excuse{} : at->second);
  }
}

void audit_receipts(const Evidence& evidence) {
  for (const Receipt& receipt : evidence.receipts) {
    const Told told = read_answer(receipt.answer);
    const PaymentId about = told.payment.value_or(receipt.wish.payment);
    const auto nonce = evidence.tables.nonce_by_idempotency.find(receipt.wish.key);
    const bool stored = nonce != evidence.tables.nonce_by_idempotency.end();
    if (receipt.answer.status < 300 && !stored)
      evidence.stage.break_promise(2, about, "a request that was answered is not in the store");
    if (stored) {
      const auto& answer = evidence.tables.requests.at(nonce->second).answer;
      if (!answer || answer->body != receipt.answer.body)
        evidence.stage.break_promise(7, about, "the stored answer is not the one that was given");
    }
    if (!told.payment || told.version == 0) continue;
    const auto* history = evidence.journal.history_of(*told.payment);
    const bool known = history != nullptr && history->size() >= told.version &&
                       evidence.tables.payments.contains(*told.payment);
    if (!known) {
      evidence.stage.break_promise(2, about, "a client was told of a payment that is gone");
      continue;
    }
    const Version& version = (*history)[told.version - 1];
    if (tollgate::to_text(version.status) != told.status || version.captured != told.captured ||
        version.refunded != told.refunded)
      evidence.stage.break_promise(
          2, about, "a client was told what was never stored: " + receipt.answer.body);
    const auto& row = evidence.tables.payments.at(*told.payment);
    if (row.merchant_id != receipt.wish.merchant)
      evidence.stage.break_promise(9, about, "a client was told of another merchant's payment");
  }
}

void audit_bus(const Evidence& evidence) {
  std::map<PaymentId, std::uint32_t> seen;  // versions in a row
  for (const Message& message : evidence.topic) {
    std::uint32_t& last = seen[message.payment];
    const auto* history = evidence.journal.history_of(message.payment);
    if (history == nullptr || message.version > history->size() ||
        (*history)[message.version - 1].event != message.id ||
        (*history)[message.version - 1].event_type != message.type) {
      evidence.stage.break_promise(4, message.payment,
                                   "the bus has an event that was not stored so: version " +
                                       std::to_string(message.version));
      continue;
    }
    if (message.version > last + 1)
      evidence.stage.break_promise(4, message.payment,
                                   "version " + std::to_string(message.version) +
                                       " was on the bus before version " +
                                       std::to_string(last + 1));
    last = std::max(last, message.version);
  }
  for (const auto& [id, versions] : evidence.journal.payments())
    if (seen[id] != versions.size())
      evidence.stage.break_promise(4, id, "events are missing on the bus");
}

void audit_rest(const Evidence& evidence) {
  for (const auto& [id, payment] : evidence.tables.payments) {
    if (is_terminal(payment.status)) continue;
    const bool refused =
        std::any_of(evidence.tables.breaks.begin(), evidence.tables.breaks.end(),
                    [&](const auto& entry) { return entry.second.payment_id == id; });
    if (payment.status != PaymentStatus::requires_capture || !refused)
      evidence.stage.break_promise(
          8, id,
          "the payment never ended: it is " + std::string(tollgate::to_text(payment.status)));
  }
  for (const auto& [id, operation] : evidence.tables.operations)
    if (!is_final(operation.outcome.kind))
      evidence.stage.break_promise(8, operation.payment_id,
                                   "operation " + id.str() + " never ended");
}

}  // namespace tollgate::simulation
