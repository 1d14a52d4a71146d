// Payment: one purchase, or, the other way, one payout. A plain value: the use cases make a changed
// copy with the next version, and the store accepts it only if nobody was first.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/clock.h"
#include "gateway/base/money.h"
#include "gateway/payment/authentication.h"
#include "gateway/payment/exchange.h"
#include "gateway/payment/ids.h"
#include "gateway/payment/next_action.h"
#include "gateway/payment/party.h"
#include "gateway/payment/shown_id.h"
#include "gateway/payment/status.h"

namespace tollgate {

// What may be shown of a card. The number itself lives in the vault only.
struct CardSummary {
  std::string brand;  // "visa"
  std::string bin;    // first six digits
  std::string last4;
  int expiry_month = 0;  // 1-12
  int expiry_year = 0;   // four digits
};

// How a payer pays: "card", or a method that a channel names: "wallet", "bank_transfer". Lower-case
// letters, digits and '_'.
constexpr std::string_view kCardMethod = "card";
constexpr std::size_t kMethodCharsMax = 32;
bool is_method_name(std::string_view text);

using Metadata = std::vector<std::pair<std::string, std::string>>;  // in the client's order

// The verdict of the rules, as far as it is kept with the payment.
struct RiskSummary {
  std::string verdict;  // "allow", "block", ...; empty: not evaluated
  int score = 0;
  std::vector<std::string> reasons;  // reason codes: "R101"
  // The whole decision as JSON, to explain it later: the rules' digest, feature values, what fired,
  // what failed, microseconds. Written once, never read on a payment's way.
  std::string record;
};

struct Payment {
  PaymentId id;
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  PaymentDirection direction = PaymentDirection::payment;
  std::string merchant_reference;  // unique for the merchant and mode; empty: none
  Money amount;
  // Minor units of amount's currency. refunded + refunding <= captured <= authorized <= amount.
  std::int64_t amount_authorized = 0;
  std::int64_t amount_captured = 0;
  std::int64_t amount_refunded = 0;
  std::int64_t amount_refunding = 0;  // held by refunds whose outcome is not final
  // What the channel says by itself; not bound by the sums above, because it may take back more
  // than is left.
  std::int64_t amount_disputed = 0;  // held by open disputes
  std::int64_t amount_reversed = 0;  // taken back: lost disputes, reversals by the channel
  CaptureMethod capture_method = CaptureMethod::unknown;
  PaymentStatus status = PaymentStatus::unknown;
  std::string reason;  // why it stands so: "outcome_unknown", "insufficient_funds", "risk_blocked"
  std::string channel_account;  // the configured name of the channel account; empty: none chosen
  std::string method{kCardMethod};
  PaymentMethodId payment_method;  // the stored card; nil for another method, which has none
  CardSummary card;
  std::optional<Authentication> authentication;  // 3-D Secure, of a payment by card
  std::optional<FxQuote> fx_quote;               // the promise it was made with
  std::optional<Exchange> exchange;              // what came of it, once its channel has told
  // The other side, where its account is named: the payer of a transfer, the payee of a payout.
  std::optional<Party> counterparty;
  std::string purpose;  // what the money is for: "SUPP"; empty: not said
  std::string customer;
  std::string description;
  Metadata metadata;
  RiskSummary risk;
  std::optional<NextAction> next_action;  // while requires_action
  // When what the payment waits for is over: the payer's action, the hold, the review. Nothing
  // while it waits for no clock.
  std::optional<Timestamp> expires_at;
  std::uint32_t version = 1;  // counts changes; equals the version of the last event
  Timestamp created_at{};
  Timestamp updated_at{};

  explicit Payment(Money total) : amount(total) {}

  bool is_payout() const { return direction == PaymentDirection::payout; }
  // What the first operation is.
  OperationKind charge_kind() const { return tollgate::charge_kind(direction, capture_method); }
  std::string shown_id() const { return tollgate::shown_id(id, direction); }
  bool is_by_card() const { return method == kCardMethod; }
  std::int64_t amount_capturable() const {
    return status == PaymentStatus::requires_capture ? amount_authorized - amount_captured : 0;
  }
  std::int64_t amount_refundable() const {
    if (is_payout()) return 0;
    const std::int64_t kept = amount_captured - amount_refunded - amount_refunding;
    return std::max<std::int64_t>(kept - amount_disputed - amount_reversed, 0);
  }
};

// True when the sums hold: 0 <= refunded + refunding <= captured <= authorized <= amount; of a
// payout also: nothing refunded or disputed, and no more came back than was paid out.
bool sums_hold(const Payment& payment);

struct Refund {
  RefundId id;
  PaymentId payment_id;
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  Money amount;
  RefundStatus status = RefundStatus::unknown;
  std::string reason;  // the merchant's own words
  std::string failure_code;
  std::optional<Exchange> exchange;  // what left the account for it, once its channel has told
  std::uint32_t version = 1;
  Timestamp created_at{};
  Timestamp updated_at{};

  explicit Refund(Money total) : amount(total) {}
};

}  // namespace tollgate
