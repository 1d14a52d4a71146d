// The code a merchant shows: an EMVCo merchant-presented payload (EMV QRCPS-MPM 1.1) around the
// text the wallet made for the order. Pure.
//
//   00 02 01   01 02 12   26 nn { 00 scheme  01 the wallet's text }   52 04 category   53 03
//   currency 54 nn amount   58 02 country   59 nn name   60 nn city   62 nn { 05 reference }   63
//   04 CRC
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::wallet {

// What is the same in every code of a merchant.
struct QrMerchant {
  std::string scheme_id;      // whose template 26 is: a reverse domain, 1 to 32 characters
  std::string category_code;  // ISO 18245, 4 digits
  std::string country;        // ISO 3166, 2 letters
  std::string name;           // 1 to 25 characters
  std::string city;           // 1 to 15 characters
};

struct QrOrder {
  std::string text;       // the wallet's own: what its app opens
  std::string amount;     // "19.99", at most 13 characters
  int currency = 0;       // ISO 4217, numeric
  std::string reference;  // its last 25 characters are shown
};

// Nothing when a part does not fit: the text and the scheme share 91 characters.
std::optional<std::string> merchant_qr(const QrMerchant& merchant, const QrOrder& order);

// CRC-16 with the polynomial 0x1021 from 0xFFFF, not reflected: element 63, over all before it with
// its own tag and length.
std::uint16_t qr_checksum(std::string_view text);

}  // namespace tollgate::wallet
