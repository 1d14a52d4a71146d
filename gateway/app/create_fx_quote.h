// create_fx_quote: a channel account promises what a payment or payout will come to on the
// merchant's account. Moves no money, so it leaves no intent: what is not committed is forgotten.
#pragma once

#include "gateway/app/request_guard.h"

namespace tollgate {

struct CreateFxQuote {
  MerchantId merchant_id;
  OperationKind kind = OperationKind::sale;  // what it is for: sale or payout
  std::string method;
  Money amount;

  explicit CreateFxQuote(Money total) : amount(total) {}
};

using FxQuoteRenderer = std::function<StoredAnswer(const FxQuote&)>;

Task<Reply> create_fx_quote(Services& services, const RequestContext& context,
                            CreateFxQuote command, FxQuoteRenderer render);

}  // namespace tollgate
