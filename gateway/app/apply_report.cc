#include "gateway/app/apply_report.h"

#include <algorithm>

#include "gateway/app/exchange_steps.h"
#include "gateway/app/perform.h"
#include "gateway/app/resolve_operation.h"
#include "gateway/base/digest.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

constexpr int kRoundsMax = 5;

// What one look at the store made of a report: the change it asks for, or why there is none.
struct Verdict {
  ReportResult result = ReportResult::known_already;
  std::optional<Change> change;
};

Verdict done(ReportResult result) { return {result, std::nullopt}; }
Verdict write(Change change) { return {ReportResult::applied, std::move(change)}; }

// Gives the bytes of a digest, so that one key always makes one id.
class KeyedRandom final : public Random {
 public:
  explicit KeyedRandom(std::string_view key) : digest_(sha256(key)) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = digest_[at_++ % digest_.size()];
  }

 private:
  const Digest32 digest_;
  std::size_t at_ = 0;
};

EventId make_event_id(Services& services, const OperationSubject& subject,
                      const ChannelReport& report) {
  if (report.key.empty()) return EventId::make(services.clock.now(), services.random);
  KeyedRandom random(report.channel_account + "\n" + report.key);
  return EventId::make(subject.operation.created_at, random);
}

// One difference is one break, in however many reports a channel tells of it. An operation has one
// outcome, however often it is told; every dispute and every reversal is one of its own.
BreakId make_break_id(const Operation& operation, const ChannelReport& report,
                      std::string_view kind, Money amount) {
  const std::string event = report.kind == ReportKind::outcome ? "" : report.key;
  KeyedRandom random(operation.id.str() + "\n" + std::string(kind) + "\n" +
                     std::to_string(amount.minor()) + std::string(amount.currency().code()) + "\n" +
                     event);
  return BreakId::make(operation.created_at, random);
}

Break make_break(Services& services, const OperationSubject& subject, const ChannelReport& report,
                 std::string_view kind, std::string detail, Money amount) {
  Break found(amount);
  const Timestamp now = services.clock.now();
  found.id = make_break_id(subject.operation, report, kind, amount);
  found.merchant_id = subject.payment.merchant_id;
  found.payment_id = subject.payment.id;
  found.operation_id = subject.operation.id;
  found.channel_account = subject.operation.channel_account;
  found.kind = kind;
  found.detail = std::move(detail);
  found.opened_at = now;
  return found;
}

Verdict open_break(Services& services, const OperationSubject& subject, const ChannelReport& report,
                   std::string_view kind, std::string detail, Money amount) {
  Change change;
  change.new_break = make_break(services, subject, report, kind, std::move(detail), amount);
  log_error("a channel and we differ about money: see `tollgate breaks list`",
            {{"payment_id", subject.payment.shown_id()},
             {"operation_id", subject.operation.id.str()},
             {"kind", std::string(kind)}});
  return write(std::move(change));
}

// The void that undoes the operation, if one was begun.
bool has_void(const std::vector<Operation>& operations, const OperationSubject& subject,
              OperationCause cause) {
  return std::any_of(operations.begin(), operations.end(), [&](const Operation& other) {
    return other.kind == OperationKind::void_payment && other.original_id == subject.operation.id &&
           other.cause == cause;
  });
}

bool is_being_undone(const std::vector<Operation>& operations, const OperationSubject& subject) {
  return std::any_of(operations.begin(), operations.end(), [&](const Operation& other) {
    return other.kind == OperationKind::void_payment && other.original_id == subject.operation.id &&
           !is_final(other.outcome.kind);
  });
}

// The channel itself has said that it took the operation back.
bool was_undone(const std::vector<Operation>& operations, const OperationSubject& subject) {
  return std::any_of(operations.begin(), operations.end(), [&](const Operation& other) {
    return other.kind == OperationKind::void_payment && other.original_id == subject.operation.id &&
           other.outcome.kind == OutcomeKind::approved;
  });
}

// Approved after we had closed it: the payer's money must go back.
Verdict void_late_approval(Services& services, OperationSubject subject,
                           const ChannelReport& report, const std::vector<Operation>& operations) {
  if (has_void(operations, subject, OperationCause::late_approval))
    return done(ReportResult::known_already);
  const ChannelTraits* traits = services.channels.find_traits(subject.operation.channel_account);
  const bool can_void = traits != nullptr && traits->supports(OperationKind::void_payment) &&
                        is_charge(subject.operation.kind);
  // An approval from before the void, arriving after it. A charge is voided once more all the same.
  if (!can_void && was_undone(operations, subject)) return done(ReportResult::known_already);
  if (!can_void)
    return open_break(services, subject, report, break_kind::kLateApproval,
                      "The channel approved what had failed here, and it cannot be voided: settle "
                      "it with the channel.",
                      subject.operation.amount);
  Operation reversal = make_follow_up(services, subject.operation, OperationKind::void_payment,
                                      subject.operation.amount);
  reversal.cause = OperationCause::late_approval;
  reversal.due_at = services.clock.now();  // the resolver carries it out
  Change change;
  if (!advance(services, subject, Trigger::approved_late, event_type::kPaymentApprovedLate, change))
    return open_break(services, subject, report, break_kind::kLateApproval,
                      "The channel approved an operation that had failed here, of a payment that "
                      "cannot take it back.",
                      subject.operation.amount);
  change.changed_payment = subject.payment;
  change.new_operation = std::move(reversal);
  return write(std::move(change));
}

// The money of a refund that had failed here went back after all: it counts as refunded, lest it be
// refunded twice.
Verdict book_late_refund(Services& services, OperationSubject subject,
                         const ChannelReport& report) {
  CHECK(subject.refund.has_value());
  Payment& payment = subject.payment;
  Refund& refund = *subject.refund;
  Change change;
  if (refund.amount.minor() <= payment.amount_refundable()) {
    payment.amount_refunded += refund.amount.minor();
    refund.status = RefundStatus::succeeded;
    refund.failure_code.clear();
    ++refund.version;
    refund.updated_at = services.clock.now();
    if (advance(services, subject, Trigger::refund_finished, event_type::kRefundSucceeded,
                change)) {
      subject.operation.outcome = report.outcome;
      ++subject.operation.revision;
      subject.operation.updated_at = refund.updated_at;
      change.changed_payment = payment;
      change.changed_refund = refund;
      change.changed_operations.push_back(subject.operation);
      return write(std::move(change));
    }
  }
  return open_break(services, subject, report, break_kind::kLateApproval,
                    "The channel approved a refund that had failed here, of a payment with less "
                    "than that left to refund: settle it with the channel.",
                    subject.operation.amount);
}

Verdict judge_late_approval(Services& services, OperationSubject subject,
                            const ChannelReport& report, const std::vector<Operation>& operations) {
  if (subject.operation.kind != OperationKind::refund)
    return void_late_approval(services, std::move(subject), report, operations);
  if (was_undone(operations, subject)) return done(ReportResult::known_already);
  return book_late_refund(services, std::move(subject), report);
}

// What an operation came to on the merchant's account is often told after that it was done.
Verdict book_exchange(Services& services, OperationSubject subject, const ChannelReport& report) {
  Operation& operation = subject.operation;
  if (!report.outcome.exchange || operation.outcome.exchange)
    return done(ReportResult::known_already);
  operation.outcome.exchange = report.outcome.exchange;
  ++operation.revision;
  operation.updated_at = services.clock.now();
  keep_exchange(subject);
  Change change;
  if (auto& refund = subject.refund) {
    ++refund->version;
    refund->updated_at = operation.updated_at;
    change.changed_refund = refund;
  }
  if (!advance(services, subject, Trigger::exchanged,
               subject.refund ? event_type::kRefundExchanged : event_type::kPaymentExchanged,
               change))
    return done(ReportResult::known_already);
  change.events.back().id = make_event_id(services, subject, report);
  if (auto broken = find_broken_quote(subject))
    change.new_break = make_break(services, subject, report, break_kind::kQuoteNotKept,
                                  std::move(*broken), operation.outcome.exchange->settled);
  change.changed_payment = subject.payment;
  change.changed_operations.push_back(operation);
  return write(std::move(change));
}

Verdict judge_outcome(Services& services, OperationSubject subject, const ChannelReport& report,
                      const std::vector<Operation>& operations) {
  const Outcome& told = report.outcome;
  const Operation& operation = subject.operation;
  const bool approved = told.kind == OutcomeKind::approved;
  if (approved && report.amount && *report.amount != operation.amount)
    return open_break(services, subject, report, break_kind::kAmountMismatch,
                      "The channel reports an approval of another amount than was asked for.",
                      *report.amount);
  if (is_final(operation.outcome.kind)) {
    const bool was_approved = operation.outcome.kind == OutcomeKind::approved;
    if (was_approved && approved) return book_exchange(services, std::move(subject), report);
    if (!is_final(told.kind) || was_approved == approved) return done(ReportResult::known_already);
    if (approved) return judge_late_approval(services, std::move(subject), report, operations);
    return open_break(services, subject, report, break_kind::kContradiction,
                      "The channel reports that it declined what it had approved.",
                      operation.amount);
  }
  // What is being undone belongs to its void: that is asked until it is answered.
  if (is_being_undone(operations, subject)) return done(ReportResult::applied);
  if (told.kind == OutcomeKind::unknown) return done(ReportResult::known_already);
  return write(finish_operation(subject, told, finishing(services, operation)));
}

Verdict move(Services& services, OperationSubject subject, const ChannelReport& report,
             Trigger trigger, std::string_view type) {
  Change change;
  if (!advance(services, subject, trigger, type, change))
    return open_break(services, subject, report, break_kind::kContradiction,
                      "The channel reports '" + event_type_of(subject.payment.direction, type) +
                          "' of one that is " + std::string(to_text(subject.payment.status)) + ".",
                      subject.operation.amount);
  change.events.back().id = make_event_id(services, subject, report);
  change.changed_payment = subject.payment;
  return write(std::move(change));
}

// The payee's bank sent it back. The payout went out all the same: it is no failure, and what came
// back stands beside what was paid.
Verdict judge_payout_returned(Services& services, OperationSubject subject,
                              const ChannelReport& report, Money amount) {
  Payment& payout = subject.payment;
  if (report.kind != ReportKind::reversed)
    return open_break(services, subject, report, break_kind::kContradiction,
                      "The channel reports a dispute of a payout, which has no payer.", amount);
  if (amount.minor() > payout.amount_captured - payout.amount_reversed)
    return open_break(services, subject, report, break_kind::kAmountMismatch,
                      "The channel reports that more of a payout came back than was paid out.",
                      amount);
  payout.amount_reversed += amount.minor();
  return move(services, std::move(subject), report, Trigger::taken_back,
              event_type::kPaymentReversed);
}

Verdict judge_money_taken(Services& services, OperationSubject subject,
                          const ChannelReport& report) {
  const Money amount = report.amount.value_or(subject.operation.amount);
  Payment& payment = subject.payment;
  if (amount.currency() != payment.amount.currency())
    return open_break(services, subject, report, break_kind::kAmountMismatch,
                      "The channel reports an amount in another currency than the payment's.",
                      amount);
  if (payment.is_payout())
    return judge_payout_returned(services, std::move(subject), report, amount);
  const std::int64_t held = std::min(payment.amount_disputed, amount.minor());
  switch (report.kind) {
    case ReportKind::dispute_opened:
      payment.amount_disputed += amount.minor();
      return move(services, std::move(subject), report, Trigger::dispute_opened,
                  event_type::kDisputeOpened);
    case ReportKind::dispute_won:
      payment.amount_disputed -= held;
      return move(services, std::move(subject), report, Trigger::dispute_closed,
                  event_type::kDisputeWon);
    case ReportKind::dispute_lost:
      payment.amount_disputed -= held;
      payment.amount_reversed += amount.minor();
      return move(services, std::move(subject), report, Trigger::dispute_closed,
                  event_type::kDisputeLost);
    default:
      payment.amount_reversed += amount.minor();
      return move(services, std::move(subject), report, Trigger::taken_back,
                  event_type::kPaymentReversed);
  }
}

// Whether the payment's history tells of this very report.
Task<Result<bool>> is_told_already(Services& services, const OperationSubject& subject,
                                   const ChannelReport& report) {
  if (report.key.empty()) co_return false;
  const auto events = co_await services.store.list_events(subject.payment.id);
  if (!events.ok()) co_return events.error();
  const auto id = make_event_id(services, subject, report);
  co_return std::any_of(events->begin(), events->end(),
                        [&](const Event& event) { return event.id == id; });
}

Task<Verdict> judge(Services& services, const ChannelReport& report) {
  auto operation = co_await services.store.load_operation(report.operation_id);
  if (!operation.ok()) co_return done(ReportResult::try_again);
  if (!operation->has_value() || (*operation)->channel_account != report.channel_account)
    co_return done(ReportResult::unknown_operation);
  auto subject = co_await load_subject(services.store, std::move(**operation));
  if (!subject.ok()) co_return done(ReportResult::try_again);
  auto operations = co_await services.store.list_operations(subject->payment.id);
  if (!operations.ok()) co_return done(ReportResult::try_again);
  if (report.kind == ReportKind::outcome)
    co_return judge_outcome(services, std::move(*subject), report, *operations);
  if (report.kind == ReportKind::unknown) co_return done(ReportResult::known_already);
  // The payment was read before: whoever tells it meanwhile changes the version that we need.
  const auto told = co_await is_told_already(services, *subject, report);
  if (!told.ok()) co_return done(ReportResult::try_again);
  if (*told) co_return done(ReportResult::known_already);
  co_return judge_money_taken(services, std::move(*subject), report);
}

}  // namespace

Task<ReportResult> apply_report(Services& services, ChannelReport report) {
  for (int round = 0; round < kRoundsMax; ++round) {
    Verdict verdict = co_await judge(services, report);
    if (!verdict.change) co_return verdict.result;
    const auto committed = co_await services.store.commit(std::move(*verdict.change));
    if (committed.status == CommitStatus::committed) {
      services.wake_resolver();
      co_return verdict.result;
    }
    if (committed.status != CommitStatus::version_conflict) break;
  }
  co_return ReportResult::try_again;
}

}  // namespace tollgate
