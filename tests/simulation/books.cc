#include "tests/simulation/books.h"

#include "gateway/base/check.h"
#include "tests/simulation/accounts.h"

namespace tollgate::simulation {
namespace {

bool is_charge_entry(const Entry& entry) { return is_charge(entry.kind); }

Outcome outcome(OutcomeKind kind, std::string code = "") {
  Outcome made;
  made.kind = kind;
  made.code = std::move(code);
  return made;
}

NextAction action_of(const Entry& entry) {
  constexpr std::array kKinds = {NextActionKind::redirect_to_url, NextActionKind::display_qr_code,
                                 NextActionKind::three_ds_challenge,
                                 NextActionKind::await_notification};
  NextAction action;
  action.kind = kKinds[entry.act % kKinds.size()];
  action.url = "https://pay.example/act";
  return action;
}

}  // namespace

const Entry* Books::find(OperationId id) const {
  const auto at = entries_.find(id);
  return at == entries_.end() ? nullptr : &at->second;
}

Entry& Books::put(Entry entry) {
  by_payment_[entry.payment].push_back(entry.id);
  const OperationId id = entry.id;
  return entries_.insert_or_assign(id, std::move(entry)).first->second;
}

Entry Books::make_entry(const Operation& asked, std::uint64_t message) const {
  Entry entry;
  entry.id = asked.id;
  entry.payment = asked.payment_id;
  entry.kind = asked.kind;
  entry.account = asked.channel_account;
  entry.original = asked.original_id;
  entry.amount = asked.amount.minor();
  entry.asked = entry.amount;
  entry.final_capture = asked.final_capture;
  // The same reference gets the same answer, but for what must be undone: that is asked again and
  // again, and a channel says no only until it can.
  entry.may_repeat = asked.kind == OperationKind::void_payment &&
                     (asked.cause == OperationCause::outcome_unknown ||
                      asked.cause == OperationCause::late_approval);
  entry.message = message;
  entry.arrived_at = stage_.clock.now();
  return entry;
}

Outcome Books::receive(const Operation& asked, std::uint64_t message) {
  if (asked.kind == OperationKind::query) return answer_query(asked);
  const auto known = entries_.find(asked.id);
  if (known == entries_.end()) {
    Entry& entry = put(make_entry(asked, message));
    take_first(entry);
    return outcome_of(entry);
  }
  Entry& entry = known->second;
  const auto recovery = traits_of(entry.account)->recovery_of(entry.kind);
  const bool repeat = entry.message == message || recovery == Recovery::idempotent_by_reference;
  // A channel without that promise does what it is asked: the second time too.
  if (!repeat && entry.standing == Standing::done) {
    ++entry.effects;
    stage_.tell(entry.payment, "channel does " + entry.id.str() + " again");
    stage_.break_promise(1, entry.payment,
                         "operation " + entry.id.str() + " took effect " +
                             std::to_string(entry.effects) + " times at the channel");
  }
  if (entry.may_repeat && entry.standing == Standing::declined && entry.message != message)
    take_first(entry);
  entry.message = message;
  return outcome_of(entry);
}

void Books::take_first(Entry& entry) {
  entry.standing = judge(entry);
  if (entry.standing == Standing::done) apply(entry);
  stage_.tell(entry.payment, "channel gets " + std::string(tollgate::to_text(entry.kind)) + " " +
                                 entry.id.str() + " of " + std::to_string(entry.amount) + ": " +
                                 std::string(tollgate::to_text(outcome_of(entry).kind)));
  if (on_news) on_news(entry);
}

Standing Books::judge(Entry& entry) {
  if (!fits(entry)) return Standing::declined;
  if (entry.kind == OperationKind::void_payment) {
    if (entry.never || stage_.strikes(Fault::stubborn_void, stage_.mix.void_declined / 30)) {
      entry.never = true;
      mark_trouble(entry.payment);
      return Standing::declined;
    }
    if (!stage_.strikes(Fault::void_declined, stage_.mix.void_declined)) return Standing::done;
    mark_trouble(entry.payment);
    return Standing::declined;
  }
  if (stage_.strikes(Fault::declined, stage_.mix.declined)) return Standing::declined;
  if (stage_.chance(stage_.mix.pending)) {
    entry.needs_payer = is_charge_entry(entry) && stage_.random.one_in(1, 2);
    entry.act = stage_.random.below(4);
    stage_.coverage.reached(entry.needs_payer ? Fault::pending_action : Fault::pending_quiet);
    return Standing::pending;
  }
  // A person who settles by hand what cannot be recovered has no way to say "in part".
  // And a payout is sent whole.
  const bool may_be_part = is_charge_entry(entry) && entry.kind != OperationKind::payout &&
                           entry.asked > 100 &&
                           traits_of(entry.account)->recovery_of(entry.kind) != Recovery::none;
  if (may_be_part && stage_.strikes(Fault::partial_approval, stage_.mix.declined / 4))
    entry.amount = entry.asked / 2;
  return Standing::done;
}

// What the channel's own state allows.
bool Books::fits(const Entry& entry) const {
  const Entry* original = entry.original ? find(*entry.original) : nullptr;
  switch (entry.kind) {
    case OperationKind::capture:
      return original != nullptr && open_hold(*original) >= entry.amount;
    case OperationKind::refund:
      // More than was taken is given back when asked, so that it shows; but not when the channel
      // itself has made the sums wrong by a refund that it had declined before.
      return original != nullptr && original->standing == Standing::done &&
             (left_to_refund(*original) >= entry.amount || !gave_back_late(*original));
    default:
      return true;
  }
}

void Books::apply(Entry& entry) {
  ++entry.effects;
  entry.standing = Standing::done;
  if (entry.kind == OperationKind::void_payment) apply_void(entry);
  if (entry.kind != OperationKind::refund) return;
  const Entry* charge = find(*entry.original);
  if (left_to_refund(*charge) < 0)
    stage_.break_promise(
        6, entry.payment,
        "the channel was made to give back more of " + charge->id.str() + " than it had taken");
}

void Books::apply_void(Entry& entry) {
  if (!entry.original) return;
  const auto at = entries_.find(*entry.original);
  if (at == entries_.end()) {
    // Voided before it was seen: if it comes after all, it stays without effect.
    Entry tombstone;
    tombstone.id = *entry.original;
    tombstone.payment = entry.payment;
    tombstone.account = entry.account;
    tombstone.standing = Standing::undone;
    put(std::move(tombstone));
    return;
  }
  // Of a hold that was captured in part the rest is released; the captures stay.
  at->second.standing = Standing::undone;
}

void Books::decide(OperationId id, bool approved) {
  const auto at = entries_.find(id);
  if (at == entries_.end() || at->second.standing != Standing::pending) return;
  Entry& entry = at->second;
  entry.standing = Standing::declined;
  if (approved && fits(entry)) apply(entry);
  stage_.tell(entry.payment, "channel decides " + id.str() + ": " +
                                 std::string(tollgate::to_text(outcome_of(entry).kind)));
  if (on_news) on_news(entry);
}

bool Books::approve_late(OperationId id) {
  const auto at = entries_.find(id);
  if (at == entries_.end() || at->second.standing != Standing::declined) return false;
  Entry& entry = at->second;
  if (entry.kind == OperationKind::void_payment || entry.kind == OperationKind::unknown)
    return false;
  if (!fits(entry)) return false;
  if (entry.kind == OperationKind::refund && left_to_refund(*find(*entry.original)) < entry.amount)
    return false;
  mark_trouble(entry.payment);
  entry.late = true;
  apply(entry);
  stage_.tell(entry.payment, "channel approves " + id.str() + " after all");
  return true;
}

void Books::force(const Operation& asked) {
  auto at = entries_.find(asked.id);
  if (at == entries_.end()) {
    put(make_entry(asked, 0));
    at = entries_.find(asked.id);
  }
  if (at->second.standing == Standing::done) return;
  apply(at->second);
  stage_.tell(asked.payment_id, "the channel's people carry out " + asked.id.str());
}

Outcome Books::outcome_of(const Entry& entry) const {
  Outcome told = outcome(OutcomeKind::declined, "do_not_honor");
  told.retryable = entry.asked % 2 == 0;  // another channel may say yes
  switch (entry.standing) {
    case Standing::done:
      told = outcome(OutcomeKind::approved);
      if (is_charge_entry(entry) && entry.amount < entry.asked) told.approved_minor = entry.amount;
      break;
    case Standing::pending:
      told = outcome(OutcomeKind::pending);
      if (entry.needs_payer) told.next_action = action_of(entry);
      break;
    case Standing::undone:
      told.code = "reversed";
      told.retryable = false;
      break;
    case Standing::declined:
      break;
  }
  return told;
}

Outcome Books::answer_query(const Operation& query) {
  const auto at = entries_.find(*query.original_id);
  if (at == entries_.end()) return outcome(OutcomeKind::not_sent, "not_found");
  // The payer went on to the next page.
  if (at->second.needs_payer && stage_.random.one_in(1, 8)) ++at->second.act;
  return outcome_of(at->second);
}

std::int64_t Books::open_hold(const Entry& authorize) const {
  if (authorize.kind != OperationKind::authorize || authorize.standing != Standing::done) return 0;
  std::int64_t left = authorize.amount;
  const bool once = !traits_of(authorize.account)->multiple_capture;
  for (const Entry* entry : of_payment(authorize.payment)) {
    if (entry->kind != OperationKind::capture || entry->standing != Standing::done) continue;
    if (entry->original != authorize.id) continue;
    if (once || entry->final_capture) return 0;
    left -= entry->amount;
  }
  return left;
}

std::int64_t Books::left_to_refund(const Entry& charge) const {
  std::int64_t left = charge.amount;
  for (const Entry* entry : of_payment(charge.payment))
    if (entry->kind == OperationKind::refund && entry->standing == Standing::done &&
        entry->original == charge.id)
      left -= entry->amount;
  return left;
}

bool Books::gave_back_late(const Entry& charge) const {
  for (const Entry* entry : of_payment(charge.payment))
    if (entry->kind == OperationKind::refund && entry->late && entry->original == charge.id)
      return true;
  return false;
}

std::vector<const Entry*> Books::of_payment(PaymentId payment) const {
  std::vector<const Entry*> found;
  if (const auto at = by_payment_.find(payment); at != by_payment_.end())
    for (const auto& id : at->second) found.push_back(&entries_.at(id));
  return found;
}

}  // namespace tollgate::simulation
