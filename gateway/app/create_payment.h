// create_payment: takes a payment by a stored card, or by another method of a channel; or sends a
// payout, which is never by card. Rules first, then one operation at a channel.
#pragma once

#include "gateway/app/request_guard.h"

namespace tollgate {

struct CreatePayment {
  MerchantId merchant_id;
  PaymentDirection direction = PaymentDirection::payment;
  Money amount;
  CaptureMethod capture_method = CaptureMethod::automatic;
  std::string method{kCardMethod};
  PaymentMethodId payment_method;  // of a payment by card; otherwise nil
  std::optional<Authentication> authentication;
  std::optional<FxQuoteId> fx_quote;
  std::string merchant_reference;
  std::optional<Party> counterparty;
  std::string purpose;
  std::string customer;
  std::string description;
  Metadata metadata;
  // Of the payer, as the merchant reports them; for the rules only.
  std::string ip;
  std::string device;
  std::string email;

  explicit CreatePayment(Money total) : amount(total) {}
};

Task<Reply> create_payment(Services& services, const RequestContext& context,
                           CreatePayment command);

}  // namespace tollgate
