#include "gateway/app/reports/judge_money_taken.h"

#include <algorithm>

#include "gateway/app/perform.h"

namespace tollgate {
namespace {

ReportVerdict move(Services& services, OperationSubject subject, const ChannelReport& report,
                   Trigger trigger, std::string_view type) {
  Change change;
  if (!advance(services, subject, trigger, type, change))
    return open_break(services, subject, report, break_kind::kContradiction,
                      "The channel reports '" + event_type_of(subject.payment.direction, type) +
                          "' of one that is " + std::string(to_text(subject.payment.status)) + ".",
                      subject.operation.amount);
  change.events.back().id = make_event_id(services, subject, report);
  change.changed_payment = subject.payment;
  return ask_for(std::move(change));
}

// The payee's bank sent it back. The payout went out all the same: it is no failure, and what came
// back stands beside what was paid.
ReportVerdict judge_payout_returned(Services& services, OperationSubject subject,
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

}  // namespace

ReportVerdict judge_money_taken(Services& services, OperationSubject subject,
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

}  // namespace tollgate
