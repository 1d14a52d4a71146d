#include "plugins/crossborder/status_code.h"

#include <algorithm>
#include <array>

namespace tollgate::crossborder {
namespace {

struct StatusRow {
  std::string_view status;
  Standing standing;
};

constexpr auto kStatuses = std::to_array<StatusRow>({
    {"RCVD", Standing::under_way},        // received
    {"ACTC", Standing::under_way},        // authentication and syntax are right
    {"ACCP", Standing::under_way},        // and so is the customer's profile
    {"ACFC", Standing::under_way},        // and there are funds
    {"ACWC", Standing::under_way},        // accepted with a change, such as a date
    {"ACSP", Standing::under_way},        // settlement in process
    {"ACWP", Standing::under_way},        // accepted without posting
    {"PDNG", Standing::under_way},        // pending
    {"PATC", Standing::awaits_approval},  // one of several approvals is there
    {"ACSC", Standing::settled},          // settled on the debtor's account
    {"ACCC", Standing::settled},          // settled on the creditor's account
    {"RJCT", Standing::rejected},
    {"CANC", Standing::rejected},
});

struct ReasonRow {
  std::string_view reason;
  Reason meaning;
};

constexpr auto kReasons = std::to_array<ReasonRow>({
    {"AC01", {"beneficiary_invalid"}},  // account number
    {"AC02", {"beneficiary_invalid"}},  // debtor's account number
    {"AC03", {"beneficiary_invalid"}},  // creditor's account number
    {"AC04", {"account_closed"}},
    {"AC06", {"account_blocked"}},
    {"AG01", {TOLLGATE_CODE_INVALID_TRANSACTION}},  // forbidden on this account
    {"AM01", {TOLLGATE_CODE_INVALID_AMOUNT}},       // zero
    {"AM02", {TOLLGATE_CODE_LIMIT_EXCEEDED}},       // more than is allowed
    {"AM03", {"currency_not_supported"}},
    {"AM04", {TOLLGATE_CODE_INSUFFICIENT_FUNDS, true}},
    {"AM05", {TOLLGATE_CODE_DUPLICATE, false, true}},
    {"AM09", {TOLLGATE_CODE_INVALID_AMOUNT}},
    {"AM12", {TOLLGATE_CODE_INVALID_AMOUNT}},
    {"BE01", {"beneficiary_invalid"}},  // name and account do not agree
    {"BE04", {"beneficiary_invalid"}},  // address
    {"CUST", {"canceled"}},             // the customer's wish
    {"DUPL", {TOLLGATE_CODE_DUPLICATE, false, true}},
    {"FF01", {TOLLGATE_CODE_FORMAT_ERROR}},
    {"LEGL", {"legal_decision"}},
    {"MD07", {"account_closed"}},            // its holder died
    {"MS03", {TOLLGATE_CODE_DO_NOT_HONOR}},  // no reason given
    {"RC01", {"beneficiary_invalid"}},       // the bank's identifier
    {"RC04", {"beneficiary_invalid"}},       // the creditor's bank's
    {"RR01", {"regulatory_information_missing"}},
    {"RR02", {"regulatory_information_missing"}},
    {"RR03", {"regulatory_information_missing"}},
    {"RR04", {"regulatory_reason"}},
    {"TM01", {TOLLGATE_CODE_TRY_AGAIN_LATER, true}},  // behind the cut-off time
});

}  // namespace

Standing standing_of(std::string_view status) {
  const auto at = std::find_if(kStatuses.begin(), kStatuses.end(),
                               [&](const StatusRow& row) { return row.status == status; });
  return at == kStatuses.end() ? Standing::unknown : at->standing;
}

Reason reason_of(std::string_view reason) {
  const auto at = std::find_if(kReasons.begin(), kReasons.end(),
                               [&](const ReasonRow& row) { return row.reason == reason; });
  return at == kReasons.end() ? Reason{TOLLGATE_CODE_DO_NOT_HONOR} : at->meaning;
}

}  // namespace tollgate::crossborder
