// The texts of a payment by the name that rules and their tests know them by. A table, so that
// a field is added in one place.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "gateway/risk/facts.h"

namespace tollgate::lua {

struct TextField {
  const char* name;
  std::string risk::PaymentFacts::*member;
};

inline constexpr auto kTextFields = std::to_array<TextField>({
    {"payment_id", &risk::PaymentFacts::payment_id},
    {"merchant_id", &risk::PaymentFacts::merchant_id},
    {"direction", &risk::PaymentFacts::direction},
    {"method", &risk::PaymentFacts::method},
    {"channel", &risk::PaymentFacts::channel},
    {"card_bin", &risk::PaymentFacts::card_bin},
    {"card_last4", &risk::PaymentFacts::card_last4},
    {"card_brand", &risk::PaymentFacts::card_brand},
    {"card_fingerprint", &risk::PaymentFacts::card_fingerprint},
    {"card_country", &risk::PaymentFacts::card_country},
    {"authentication", &risk::PaymentFacts::authentication},
    {"customer", &risk::PaymentFacts::customer},
    {"ip", &risk::PaymentFacts::ip},
    {"device", &risk::PaymentFacts::device},
    {"email", &risk::PaymentFacts::email},
    {"description", &risk::PaymentFacts::description},
    {"merchant_reference", &risk::PaymentFacts::merchant_reference},
});

}  // namespace tollgate::lua
