#include "plugins/card/response_code.h"

#include <algorithm>

namespace tollgate::card {
namespace {

// ISO 8583:1987, table A.6 and the card schemes' private codes in common use.
constexpr ResponseCode kCodes[] = {
    {"00", Meaning::approved, "", "Approved"},
    {"01", Meaning::declined, TOLLGATE_CODE_DO_NOT_HONOR, "Refer to the card issuer"},
    {"03", Meaning::declined, TOLLGATE_CODE_INVALID_TRANSACTION, "Invalid merchant"},
    {"04", Meaning::declined, TOLLGATE_CODE_LOST_OR_STOLEN, "Pick up the card"},
    {"05", Meaning::declined, TOLLGATE_CODE_DO_NOT_HONOR, "Do not honor"},
    {"10", Meaning::partially_approved, "", "Approved for a part of the amount"},
    {"11", Meaning::approved, "", "Approved"},
    {"12", Meaning::declined, TOLLGATE_CODE_INVALID_TRANSACTION, "Invalid transaction"},
    {"13", Meaning::declined, TOLLGATE_CODE_INVALID_AMOUNT, "Invalid amount"},
    {"14", Meaning::declined, TOLLGATE_CODE_INCORRECT_NUMBER, "Invalid card number"},
    {"15", Meaning::declined, TOLLGATE_CODE_INCORRECT_NUMBER, "No such issuer"},
    {"21", Meaning::declined, TOLLGATE_CODE_INVALID_TRANSACTION, "No action taken"},
    {"25", Meaning::declined, TOLLGATE_CODE_NOT_FOUND, "Original not found"},
    {"30", Meaning::declined, TOLLGATE_CODE_FORMAT_ERROR, "Format error"},
    {"41", Meaning::declined, TOLLGATE_CODE_LOST_OR_STOLEN, "Lost card"},
    {"43", Meaning::declined, TOLLGATE_CODE_LOST_OR_STOLEN, "Stolen card"},
    {"51", Meaning::declined, TOLLGATE_CODE_INSUFFICIENT_FUNDS, "Insufficient funds"},
    {"54", Meaning::declined, TOLLGATE_CODE_EXPIRED_CARD, "Expired card"},
    {"57", Meaning::declined, TOLLGATE_CODE_RESTRICTED_CARD, "Not permitted to the cardholder"},
    {"59", Meaning::declined, TOLLGATE_CODE_FRAUD, "Suspected fraud"},
    {"61", Meaning::declined, TOLLGATE_CODE_LIMIT_EXCEEDED, "Exceeds the amount limit"},
    {"62", Meaning::declined, TOLLGATE_CODE_RESTRICTED_CARD, "Restricted card"},
    {"63", Meaning::declined_for_now, TOLLGATE_CODE_TRY_AGAIN_LATER,
     "The acquirer did not accept the message authentication code"},
    {"65", Meaning::declined, TOLLGATE_CODE_LIMIT_EXCEEDED, "Exceeds the frequency limit"},
    {"68", Meaning::unclear, TOLLGATE_CODE_NO_REPLY, "The issuer's response came too late"},
    {"82", Meaning::declined, TOLLGATE_CODE_INCORRECT_CVC, "Incorrect card verification code"},
    {"91", Meaning::declined_for_now, TOLLGATE_CODE_TRY_AGAIN_LATER, "Issuer unavailable"},
    {"94", Meaning::duplicate, TOLLGATE_CODE_DUPLICATE, "Duplicate transmission"},
    {"96", Meaning::declined_for_now, TOLLGATE_CODE_TRY_AGAIN_LATER, "System malfunction"},
};
constexpr ResponseCode kUnlisted = {"", Meaning::unclear, TOLLGATE_CODE_BAD_RESPONSE,
                                    "The response code is not one the channel knows"};

}  // namespace

const ResponseCode& response_code(std::string_view value) {
  const auto* at = std::find_if(std::begin(kCodes), std::end(kCodes),
                                [&](const ResponseCode& row) { return row.value == value; });
  return at != std::end(kCodes) ? *at : kUnlisted;
}

}  // namespace tollgate::card
