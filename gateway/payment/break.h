// Break: where a channel and we differ about money and no rule can mend it. A person closes it,
// with a reason. Never dropped, never silent: an open break is in the metrics.
#pragma once

#include <optional>
#include <string>

#include "gateway/base/clock.h"
#include "gateway/base/money.h"
#include "gateway/payment/ids.h"

namespace tollgate {

namespace break_kind {
// The channel approved what we had closed, and it cannot be voided.
inline constexpr std::string_view kLateApproval = "late_approval";
// Two trustworthy answers about one operation exclude each other.
inline constexpr std::string_view kContradiction = "contradiction";
// A report names another amount or currency than was asked for.
inline constexpr std::string_view kAmountMismatch = "amount_mismatch";
// The channel refuses to release a hold that is over.
inline constexpr std::string_view kExpiryRefused = "expiry_refused";
// A channel booked another amount than it had quoted.
inline constexpr std::string_view kQuoteNotKept = "quote_not_kept";
}  // namespace break_kind

struct Break {
  BreakId id;
  MerchantId merchant_id;
  PaymentId payment_id;
  std::optional<OperationId> operation_id;
  std::string channel_account;
  std::string kind;    // one of break_kind
  std::string detail;  // a sentence for the person who closes it
  Money amount;        // what is at stake
  Timestamp opened_at{};
  std::optional<Timestamp> closed_at;
  std::string closed_reason;

  explicit Break(Money at_stake) : amount(at_stake) {}
};

}  // namespace tollgate
