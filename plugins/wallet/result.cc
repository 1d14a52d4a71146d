#include "plugins/wallet/result.h"

#include "plugins/wallet/amount.h"
#include "tollgate/outcome.h"

namespace tollgate::wallet {
namespace {

using sdk::Outcome;

// Whether the answer is about this order: it names it, or names none.
bool is_about(const Answer& answer, std::string_view order) {
  const std::string named = answer.text("out_trade_no");
  return named.empty() || named == order;
}

// A yes has to name what it is about.
bool is_success(const Answer& answer) {
  return answer.code == code::kSuccess && !answer.text("out_trade_no").empty();
}

Outcome unknown_by(const Answer& answer) {
  Outcome outcome = Outcome::unknown(TOLLGATE_CODE_TRY_AGAIN_LATER, answer.message);
  outcome.channel_code = answer.sub_code.empty() ? answer.code : answer.sub_code;
  return outcome;
}

bool says_amount(const Answer& answer, const char* member, const tollgate_money& asked) {
  const auto minor = minor_of(answer.text(member), asked.exponent);
  return minor && *minor == asked.minor;
}

Outcome another_order() { return unbelievable("The wallet's answer is about another order."); }

Outcome paid(const Answer& answer, const tollgate_money& asked) {
  if (!says_amount(answer, "total_amount", asked)) {
    Outcome odd = unbelievable("The wallet says that another amount was paid.");
    odd.channel_code = "total_amount";
    return odd;
  }
  return Outcome::approved(answer.text("trade_no"));
}

// An order that waits for a payer whom we know from the original, or from what was asked.
Outcome waits(const Settings& settings, const Answer& answer, const sdk::Request& request) {
  const sdk::Original& original = *request.original;
  const auto same = still_waiting(original);
  Outcome outcome =
      same ? *same
           : waiting(Flow::payer_code, {},
                     expires_at_unix_us(settings, Flow::payer_code, original.time_unix_us));
  outcome.channel_reference = answer.text("trade_no");
  return outcome;
}

}  // namespace

Outcome sale_outcome(const Settings& settings, Flow flow, const Answer& answer,
                     const sdk::Request& request) {
  if (!is_about(answer, request.operation_id)) return another_order();
  const std::int64_t expires_at = expires_at_unix_us(settings, flow, request.time_unix_us);
  if (flow == Flow::payer_code) {
    if (is_success(answer)) return paid(answer, request.amount);
    if (answer.code != code::kWaiting) return refusal(answer, request.attempt);
    Outcome outcome = waiting(flow, {}, expires_at);
    outcome.channel_reference = answer.text("trade_no");
    return outcome;
  }
  if (!is_success(answer)) return refusal(answer, request.attempt);
  const auto shown = code_to_show(settings, request, answer.text("qr_code"));
  // Nobody was shown it, so nobody can pay it: the gateway asks, and ends it.
  if (!shown) return unbelievable("The wallet's code does not fit into an EMVCo payload.");
  return waiting(flow, *shown, expires_at);
}

Outcome query_outcome(const Settings& settings, const Answer& answer, const sdk::Request& request) {
  const sdk::Original& original = *request.original;
  if (!is_about(answer, original.operation_id)) return another_order();
  if (answer.sub_code == sub_code::kNotExist && answer.code == code::kRefused) {
    // An order that nobody has scanned or opened yet is not there at the wallet.
    auto same = still_waiting(original);
    if (same && same->next_action->kind != TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION)
      return std::move(*same);
    if (same) return unbelievable("The wallet has lost an order that it had.");
    return Outcome::not_sent(TOLLGATE_CODE_NOT_FOUND, "The wallet has no such order.");
  }
  if (!is_success(answer)) return unknown_by(answer);
  const std::string status = answer.text("trade_status");
  if (status == "TRADE_SUCCESS" || status == "TRADE_FINISHED") return paid(answer, original.amount);
  if (status == "WAIT_BUYER_PAY") return waits(settings, answer, request);
  if (status == "TRADE_CLOSED")
    return Outcome::declined("order_closed", "The order was closed before it was paid.");
  return unbelievable("The wallet's answer has a status that is unknown here.");
}

std::optional<Outcome> refund_outcome(const Answer& answer, const sdk::Request& request) {
  if (!is_about(answer, request.original->operation_id)) return another_order();
  if (!is_success(answer)) return refusal(answer, request.attempt);
  if (answer.text("fund_change") != "Y") return std::nullopt;
  return Outcome::approved(answer.text("trade_no"));
}

Outcome refund_query_outcome(const Answer& answer, const sdk::Request& request) {
  if (!is_about(answer, request.original->operation_id)) return another_order();
  const bool done = is_success(answer) && answer.text("out_request_no") == request.operation_id &&
                    answer.text("refund_status") == "REFUND_SUCCESS" &&
                    says_amount(answer, "refund_amount", request.amount);
  return done ? Outcome::approved(answer.text("trade_no")) : unknown_by(answer);
}

Outcome void_outcome(const Answer& answer, const sdk::Request& request) {
  if (!is_about(answer, request.original->operation_id)) return another_order();
  const bool again = answer.text("retry_flag") == "Y";
  if (is_success(answer) && !again) return Outcome::approved(answer.text("trade_no"));
  // What never was there, or is closed already, need not be undone.
  if (answer.code == code::kRefused &&
      (answer.sub_code == sub_code::kNotExist || answer.sub_code == sub_code::kClosed))
    return Outcome::approved({});
  if (again) return unknown_by(answer);
  return refusal(answer, request.attempt);
}

}  // namespace tollgate::wallet
