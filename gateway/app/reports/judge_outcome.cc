#include "gateway/app/reports/judge_outcome.h"

#include <algorithm>

#include "gateway/app/exchange_steps.h"
#include "gateway/app/perform.h"
#include "gateway/app/resolve_operation.h"

namespace tollgate {
namespace {

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
ReportVerdict void_late_approval(Services& services, OperationSubject subject,
                                 const ChannelReport& report,
                                 const std::vector<Operation>& operations) {
  if (has_void(operations, subject, OperationCause::late_approval))
    return no_change(ReportResult::known_already);
  const ChannelTraits* traits = services.channels.find_traits(subject.operation.channel_account);
  const bool can_void = traits != nullptr && traits->supports(OperationKind::void_payment) &&
                        is_charge(subject.operation.kind);
  // An approval from before the void, arriving after it. A charge is voided once more all the same.
  if (!can_void && was_undone(operations, subject)) return no_change(ReportResult::known_already);
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
  return ask_for(std::move(change));
}

// The money of a refund that had failed here went back after all: it counts as refunded, lest it be
// refunded twice.
ReportVerdict book_late_refund(Services& services, OperationSubject subject,
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
      return ask_for(std::move(change));
    }
  }
  return open_break(services, subject, report, break_kind::kLateApproval,
                    "The channel approved a refund that had failed here, of a payment with less "
                    "than that left to refund: settle it with the channel.",
                    subject.operation.amount);
}

ReportVerdict judge_late_approval(Services& services, OperationSubject subject,
                                  const ChannelReport& report,
                                  const std::vector<Operation>& operations) {
  if (subject.operation.kind != OperationKind::refund)
    return void_late_approval(services, std::move(subject), report, operations);
  if (was_undone(operations, subject)) return no_change(ReportResult::known_already);
  return book_late_refund(services, std::move(subject), report);
}

// What an operation came to on the merchant's account is often told after that it was done.
ReportVerdict book_exchange(Services& services, OperationSubject subject,
                            const ChannelReport& report) {
  Operation& operation = subject.operation;
  if (!report.outcome.exchange || operation.outcome.exchange)
    return no_change(ReportResult::known_already);
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
    return no_change(ReportResult::known_already);
  change.events.back().id = make_event_id(services, subject, report);
  if (auto broken = find_broken_quote(subject))
    change.new_break = break_of_report(services, subject, report, break_kind::kQuoteNotKept,
                                       std::move(*broken), operation.outcome.exchange->settled);
  change.changed_payment = subject.payment;
  change.changed_operations.push_back(operation);
  return ask_for(std::move(change));
}

}  // namespace

ReportVerdict judge_outcome(Services& services, OperationSubject subject,
                            const ChannelReport& report, const std::vector<Operation>& operations) {
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
    if (!is_final(told.kind) || was_approved == approved)
      return no_change(ReportResult::known_already);
    if (approved) return judge_late_approval(services, std::move(subject), report, operations);
    return open_break(services, subject, report, break_kind::kContradiction,
                      "The channel reports that it declined what it had approved.",
                      operation.amount);
  }
  // What is being undone belongs to its void: that is asked until it is answered.
  if (is_being_undone(operations, subject)) return no_change(ReportResult::applied);
  if (told.kind == OutcomeKind::unknown) return no_change(ReportResult::known_already);
  return ask_for(finish_operation(subject, told, finishing(services, operation)));
}

}  // namespace tollgate
