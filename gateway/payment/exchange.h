// Exchange and FxQuote: what an operation comes to in the currency of the merchant's account at a
// channel, and a channel's promise of it. Plain values.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "gateway/base/clock.h"
#include "gateway/base/money.h"
#include "gateway/payment/ids.h"
#include "gateway/payment/status.h"

namespace tollgate {

struct Exchange {
  Money settled;  // what reached the account (left it, of a refund or payout), the fee reckoned in
  Money fee;      // what the channel kept for it, in the same currency
  std::string
      rate;  // units of settled's currency for one of the payment's: "0.9215"; empty: unsaid
  // Of a promise:
  std::string reference;                // the channel's own name of it
  std::optional<Timestamp> expires_at;  // until when it may be used

  Exchange(Money net, Money kept) : settled(net), fee(kept) {}
  bool operator==(const Exchange&) const = default;

  // Both together, of two captures; the later rate. False, and nothing changes, when the currencies
  // differ or the sum is too large.
  bool add(const Exchange& other);
  bool has_amounts_of(const Exchange& other) const {
    return settled == other.settled && fee == other.fee;
  }
};

// A rate that a channel account has promised, for one payment or payout of one amount.
struct FxQuote {
  FxQuoteId id;
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  std::string channel_account;
  std::string method;
  OperationKind kind = OperationKind::unknown;  // what it is for: sale or payout
  Money amount;
  Exchange promise;  // with its reference and end
  Timestamp created_at{};

  FxQuote(Money of, Exchange promised) : amount(of), promise(std::move(promised)) {}

  bool is_over(Timestamp now) const { return !promise.expires_at || now >= *promise.expires_at; }
};

}  // namespace tollgate
