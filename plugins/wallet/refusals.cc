#include "plugins/wallet/refusals.h"

#include <algorithm>
#include <array>

#include "tollgate/outcome.h"

namespace tollgate::wallet {
namespace {

using sdk::Outcome;

struct Meaning {
  std::string_view sub_code;
  std::string_view code;
  bool retryable = false;
};

// What is not here is unknown, ACQ.SYSTEM_ERROR above all: the wallet is asked then.
constexpr auto kMeanings = std::to_array<Meaning>({
    {"ACQ.ACCESS_FORBIDDEN", TOLLGATE_CODE_INVALID_TRANSACTION},
    {"ACQ.BEYOND_PAY_RESTRICTION", TOLLGATE_CODE_LIMIT_EXCEEDED},
    {"ACQ.BEYOND_PER_RECEIPT_RESTRICTION", TOLLGATE_CODE_LIMIT_EXCEEDED},
    {"ACQ.BUYER_BALANCE_NOT_ENOUGH", TOLLGATE_CODE_INSUFFICIENT_FUNDS},
    {"ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH", TOLLGATE_CODE_INSUFFICIENT_FUNDS},
    {"ACQ.BUYER_ENABLE_STATUS_FORBID", TOLLGATE_CODE_DO_NOT_HONOR},
    {"ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", TOLLGATE_CODE_LIMIT_EXCEEDED},
    {"ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR", TOLLGATE_CODE_LIMIT_EXCEEDED},
    {"ACQ.BUYER_SELLER_EQUAL", TOLLGATE_CODE_INVALID_TRANSACTION},
    {"ACQ.ERROR_BALANCE_PAYMENT_DISABLE", TOLLGATE_CODE_DO_NOT_HONOR},
    {"ACQ.EXIST_FORBIDDEN_WORD", TOLLGATE_CODE_INVALID_TRANSACTION},
    {"ACQ.INVALID_PARAMETER", TOLLGATE_CODE_FORMAT_ERROR},
    {"ACQ.MOBILE_PAYMENT_SWITCH_OFF", TOLLGATE_CODE_DO_NOT_HONOR},
    {"ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE", TOLLGATE_CODE_DO_NOT_HONOR},
    {"ACQ.PARTNER_ERROR", TOLLGATE_CODE_INVALID_TRANSACTION},
    {"ACQ.PAYMENT_AUTH_CODE_INVALID", "payer_code_invalid"},
    {"ACQ.PAYMENT_FAIL", TOLLGATE_CODE_DO_NOT_HONOR, true},
    {"ACQ.PAYMENT_REQUEST_HAS_RISK", TOLLGATE_CODE_FRAUD},
    {"ACQ.REASON_TRADE_BEEN_FREEZEN", TOLLGATE_CODE_DO_NOT_HONOR},
    {"ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", TOLLGATE_CODE_INVALID_AMOUNT},
    {"ACQ.SELLER_BALANCE_NOT_ENOUGH", TOLLGATE_CODE_INSUFFICIENT_FUNDS, true},
    {"ACQ.SELLER_BEEN_BLOCKED", TOLLGATE_CODE_DO_NOT_HONOR},
    {"ACQ.TOTAL_FEE_EXCEED", TOLLGATE_CODE_LIMIT_EXCEEDED},
    {"ACQ.TRADE_BUYER_NOT_MATCH", TOLLGATE_CODE_INVALID_TRANSACTION},
    {"ACQ.TRADE_HAS_CLOSE", "order_closed"},
    {"ACQ.TRADE_HAS_FINISHED", TOLLGATE_CODE_INVALID_TRANSACTION},
    {"ACQ.TRADE_NOT_EXIST", TOLLGATE_CODE_INVALID_TRANSACTION},
    {"ACQ.TRADE_STATUS_ERROR", TOLLGATE_CODE_INVALID_TRANSACTION},
});

bool was_not_taken(std::string_view code) {
  return code == "40001" || code == "40002" || code == "40003" || code == "40006" ||
         code == "20001";
}

Outcome with_codes(Outcome outcome, const Answer& answer) {
  outcome.channel_code = answer.sub_code.empty() ? answer.code : answer.sub_code;
  return outcome;
}

}  // namespace

Outcome refusal(const Answer& answer, std::uint32_t attempt) {
  if (was_not_taken(answer.code) && attempt <= 1)
    return with_codes(Outcome::declined(TOLLGATE_CODE_FORMAT_ERROR, answer.message), answer);
  const auto* meaning = std::find_if(kMeanings.begin(), kMeanings.end(), [&](const Meaning& each) {
    return each.sub_code == std::string_view(answer.sub_code);
  });
  // A success that does not say what it is about is none.
  if (answer.code == code::kSuccess || answer.code == code::kWaiting)
    return unbelievable("The wallet's answer does not say what it is about.");
  if (answer.code != code::kRefused || meaning == kMeanings.end())
    return with_codes(Outcome::unknown(TOLLGATE_CODE_TRY_AGAIN_LATER, answer.message), answer);
  Outcome declined = Outcome::declined(std::string(meaning->code), answer.message);
  declined.retryable = meaning->retryable;
  return with_codes(std::move(declined), answer);
}

Outcome unbelievable(std::string message) {
  return Outcome::unknown(TOLLGATE_CODE_BAD_RESPONSE, std::move(message));
}

}  // namespace tollgate::wallet
