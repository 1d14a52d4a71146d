// The cards of a simulated world and their vault. Every number and code holds a text that occurs
// nowhere else, so that one search finds a leak; the vault keeps the number as letters.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "gateway/app/ports/card_vault.h"

namespace tollgate::simulation {

inline constexpr std::array<std::string_view, 3> kCardNumbers = {
    "4000998877660008", "5100998877660004", "340099887766005"};
inline constexpr std::string_view kNumberMark = "99887766";
inline constexpr std::string_view kCode = "<cvc!>";

inline bool is_test_card(std::string_view number) {
  return number.find(kNumberMark) != std::string_view::npos;
}
inline bool holds_secret(std::string_view text) {
  return text.find(kNumberMark) != std::string_view::npos ||
         text.find(kCode) != std::string_view::npos;
}

class LetterVault final : public CardVault {
 public:
  Status seal(const CardData& card, PaymentMethod& method) override {
    method.sealed.clear();
    for (const char digit : card.number.reveal()) method.sealed += static_cast<char>(digit + 49);
    method.fingerprint = "fp_" + method.sealed.substr(12);
    return ok_status();
  }
  Result<CardData> open(const PaymentMethod& method) override {
    std::string digits;
    for (const char letter : method.sealed) digits += static_cast<char>(letter - 49);
    CardData card;
    card.number = Secret(std::move(digits));
    card.expiry_month = method.card.expiry_month;
    card.expiry_year = method.card.expiry_year;
    return card;
  }
  Digest32 request_fingerprint(std::string_view bytes) override { return sha256(bytes); }
};

}  // namespace tollgate::simulation
