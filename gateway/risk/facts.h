// PaymentFacts: all that a rule or a feature may see of one attempt to pay. Plain data with no
// card number and no secret in it; an empty text means "not known". No thread guarantee needed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/clock.h"
#include "gateway/base/money.h"

namespace tollgate::risk {

inline constexpr std::string_view kPayment = "payment";

struct PaymentFacts {
  explicit PaymentFacts(Money amount_asked) : amount(amount_asked) {}

  std::string payment_id;   // "pay_…", "po_…"
  std::string merchant_id;  // "mer_…"
  Money amount;
  std::string direction{kPayment};  // "payment" or "payout"
  std::string method;               // "card", "wallet", "bank_transfer"
  std::string channel;              // the channel that would carry the payment, when already chosen
  std::string card_bin;             // the first 6 to 8 digits
  std::string card_last4;
  std::string card_brand;        // "visa"
  std::string card_fingerprint;  // the vault's keyed hash: equal for equal card numbers
  std::string card_country;      // ISO 3166 alpha-2 of the issuer
  std::string authentication;    // 3-D Secure: "Y", "A", "U", "I"; empty: none was done
  std::string customer;          // the merchant's own name for the payer
  std::string ip;                // of the payer, as the merchant reports it
  std::string device;            // fingerprint or cookie, as the merchant reports it
  std::string email;             // compared in lower case, see lower_case_of
  std::string description;
  std::string merchant_reference;
  std::vector<std::pair<std::string, std::string>> metadata;
  bool live = false;     // false: made with a sandbox key
  Timestamp created_at;  // when this attempt is made; windows and list expiry count from here
};

// ASCII letters in lower case; the form in which e-mail addresses are compared and counted.
std::string lower_case_of(std::string_view text);

}  // namespace tollgate::risk
