// create_card_token: the only place where a card number enters. It is sealed before anything is
// written; the security code goes to memory for one payment and is never stored.
#pragma once

#include "gateway/app/request_guard.h"

namespace tollgate {

struct CreateCardToken {
  MerchantId merchant_id;
  CardData card;
};

using PaymentMethodRenderer = std::function<StoredAnswer(const PaymentMethod&)>;

Task<Reply> create_card_token(Services& services, const RequestContext& context,
                              CreateCardToken command, PaymentMethodRenderer render);

}  // namespace tollgate
