#include "plugins/crossborder/answer.h"

#include <algorithm>

#include "plugins/crossborder/message_kind.h"
#include "plugins/crossborder/status_code.h"
#include "plugins/crossborder/utf8.h"

namespace tollgate::crossborder {
namespace {

using sdk::NextAction;
using sdk::Outcome;
using sdk::Report;

constexpr int kRateFraction = 10;          // digits of BaseOneRate behind the point
constexpr std::size_t kReferenceMax = 32;  // characters: at most 128 bytes
constexpr std::size_t kCodeMax = 16;
constexpr std::size_t kMessageMax = 105;  // of the standard's AddtlInf

Outcome unreadable() {
  return Outcome::unknown(TOLLGATE_CODE_BAD_RESPONSE, "The bank's answer cannot be believed.");
}

void add_amount(sdk::Pairs& data, const std::string& name, const std::optional<Amount>& amount) {
  if (!amount) return;
  data.emplace_back(name + "_minor", std::to_string(amount->minor));
  data.emplace_back(name + "_currency", amount->currency);
}

tollgate_money money_of(const Amount& amount) {
  tollgate_money money{};
  money.minor = amount.minor;
  amount.currency.copy(money.currency, sizeof money.currency - 1);
  money.exponent = static_cast<std::uint16_t>(exponent_of(amount.currency));
  return money;
}

Outcome rejected(const PaymentStatus& status) {
  const Reason reason = reason_of(status.reason);
  const std::string text = one_line(status.text, kMessageMax);
  Outcome outcome = reason.is_clash
                        // What the other message was is a question of its own.
                        ? Outcome::unknown(std::string(reason.code), text)
                        : Outcome::declined(std::string(reason.code),
                                            text.empty() ? "The bank rejected the payment." : text);
  outcome.retryable = reason.retryable;
  return outcome;
}

// Whether a status of the reply is about what was instructed, as far as it says.
bool is_about(const PaymentStatus& status, const Instructed& instructed) {
  return status.reference == instructed.reference &&
         (status.uetr.empty() || status.uetr == instructed.uetr) &&
         (!status.amount || *status.amount == instructed.amount);
}

// A report of the message as a whole, when the bank did not get as far as its transactions.
PaymentStatus of_message(const StatusReport& report, const Instructed& instructed) {
  PaymentStatus status;
  status.reference = instructed.reference;
  status.uetr = instructed.uetr;
  status.status = report.status;
  status.reason = report.reason;
  status.text = report.text;
  return status;
}

Report reversal_of(const EntryDetail& detail) {
  Report report(TOLLGATE_REPORT_REVERSED, detail.reference);
  report.amount = money_of(detail.amount);
  return report;
}

// What the bank booked. Nothing where its charges are in another currency than the booking: they
// cannot be reckoned with then.
std::optional<sdk::Exchange> exchange_of(const EntryDetail& detail) {
  if (detail.charges && detail.charges->currency != detail.amount.currency) return std::nullopt;
  sdk::Exchange exchange;
  exchange.settled = money_of(detail.amount);
  exchange.fee = money_of(detail.charges.value_or(Amount{0, detail.amount.currency}));
  if (minor_of(detail.exchange_rate, kRateFraction)) exchange.rate = detail.exchange_rate;
  return exchange;
}

// The instructed amount is what the payment is held against; what was booked may be less, and in
// another currency, and is kept beside it.
Report booking_of(const EntryDetail& detail) {
  const std::string& name = detail.bank_reference.empty() ? detail.uetr : detail.bank_reference;
  Outcome outcome = Outcome::approved(one_line(name, kReferenceMax));
  outcome.exchange = exchange_of(detail);
  if (!outcome.exchange) {
    add_amount(outcome.data, "booked", detail.amount);
    add_amount(outcome.data, "charges", detail.charges);
  }
  Report report = Report::of_outcome(detail.reference, std::move(outcome));
  report.amount = money_of(detail.instructed.value_or(detail.amount));
  return report;
}

}  // namespace

Outcome outcome_of(const PaymentStatus& status) {
  const std::string& name = status.bank_reference.empty() ? status.uetr : status.bank_reference;
  const std::string reference = one_line(name, kReferenceMax);
  Outcome outcome = unreadable();
  switch (standing_of(status.status)) {
    case Standing::under_way:
      outcome = Outcome::pending(reference);
      break;
    case Standing::awaits_approval:
      outcome = Outcome::pending(reference);
      outcome.next_action = NextAction::await_notification();
      break;
    case Standing::settled:
      outcome = Outcome::approved(reference);
      break;
    case Standing::rejected:
      outcome = rejected(status);
      break;
    case Standing::unknown:
      break;
  }
  const std::string& code = status.reason.empty() ? status.status : status.reason;
  outcome.channel_code = one_line(code, kCodeMax);
  add_amount(outcome.data, "charges", status.charges);
  return outcome;
}

Outcome outcome_of_reply(const sdk::Reply& reply, const Instructed& instructed) {
  if (!reply.ok()) return Outcome::of_wire(reply);
  if (reply.http_status != 200) return unreadable();
  std::string problem;
  const auto document = XmlDocument::parse(reply.body, {}, problem);
  if (!document) return unreadable();
  const auto report = read_pain002(*document, problem);
  if (!report || report->original_id != instructed.reference) return unreadable();
  if (report->payments.empty()) return outcome_of(of_message(*report, instructed));
  if (report->payments.size() > 1 || !is_about(report->payments.front(), instructed))
    return unreadable();
  return outcome_of(report->payments.front());
}

std::vector<Report> reports_of(const StatusReport& report) {
  std::vector<Report> reports;
  for (const auto& status : report.payments) {
    const Standing standing = standing_of(status.status);
    const bool is_done = standing == Standing::settled && status.amount;
    // What is under way is no news, and a clash is not for a report to tell.
    if (!is_done && (standing != Standing::rejected || reason_of(status.reason).is_clash)) continue;
    Report told = Report::of_outcome(status.reference, outcome_of(status));
    if (status.amount) told.amount = money_of(*status.amount);
    reports.push_back(std::move(told));
  }
  return reports;
}

std::vector<Report> reports_of(const Advice& advice) {
  std::vector<Report> reports;
  for (const auto& account : advice.accounts)
    for (const auto& entry : account.entries) {
      if (!entry.booked) continue;
      for (const auto& detail : entry.details) {
        if (detail.reference.empty()) continue;
        const bool is_back = detail.reversal || !detail.return_reason.empty();
        reports.push_back(is_back ? reversal_of(detail) : booking_of(detail));
      }
    }
  return reports;
}

}  // namespace tollgate::crossborder
