// Operation: one thing asked of a channel. Its row is durable before the first byte leaves, so a
// crash anywhere leaves either no trace at the channel or an intent that the resolver finds.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/clock.h"
#include "gateway/base/money.h"
#include "gateway/payment/exchange.h"
#include "gateway/payment/ids.h"
#include "gateway/payment/next_action.h"
#include "gateway/payment/status.h"

namespace tollgate {

// What a channel answered, in the gateway's words.
struct Outcome {
  OutcomeKind kind = OutcomeKind::unknown;
  std::string channel_reference;   // the channel's own id of what it did
  std::string code;                // normalised: "insufficient_funds"; empty when approved
  std::string channel_code;        // as the channel said it: "51"
  std::string message;             // for people; never a secret, never a card number
  std::string authorization_code;  // of a card authorization
  std::optional<std::int64_t> approved_minor;  // set when the channel approved another amount
  std::optional<NextAction> next_action;       // of a pending outcome that needs the payer
  std::optional<Exchange> exchange;            // of an approved one, where the channel tells
  bool retryable = false;  // a decline that another try or channel may turn round
  std::vector<std::pair<std::string, std::string>> data;  // the plugin's own, for later operations
};

struct Operation {
  OperationId id;  // its text is the deterministic reference that the channel sees
  PaymentId payment_id;
  MerchantId merchant_id;
  OperationKind kind = OperationKind::unknown;
  OperationCause cause = OperationCause::requested;
  bool final_capture = true;  // of a capture: what it leaves of the hold is released
  std::string channel_account;
  Money amount;
  std::optional<RefundId> refund_id;       // for a refund
  std::optional<OperationId> original_id;  // what a capture, void, refund or query is about
  Outcome outcome;                         // unknown until an answer is trusted
  std::uint64_t sequence = 0;              // unique per channel account; repeated on resend
  std::uint32_t attempt = 1;               // sends so far
  std::uint32_t revision = 1;              // counts changes of the row
  // When the resolver must look at it; nothing only when final or parked for a person.
  std::optional<Timestamp> due_at;
  bool parked = false;
  Timestamp created_at{};
  Timestamp updated_at{};

  explicit Operation(Money total) : amount(total) {}
};

}  // namespace tollgate
