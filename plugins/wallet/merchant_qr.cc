#include "plugins/wallet/merchant_qr.h"

#include <algorithm>
#include <cstdio>

#include "plugins/wallet/characters.h"

namespace tollgate::wallet {
namespace {

constexpr std::size_t kValueMax = 99;
constexpr std::size_t kAmountMax = 13;
constexpr std::size_t kReferenceLabelMax = 25;

// Two digits of a number below 100.
std::string two_digits(std::size_t number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

std::string element(std::string_view tag, std::string_view value) {
  return std::string(tag) + two_digits(value.size()) + std::string(value);
}

}  // namespace

std::uint16_t qr_checksum(std::string_view text) {
  std::uint32_t crc = 0xFFFF;
  for (const char c : text) {
    crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8U;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc & 0x8000U) != 0 ? (crc << 1U ^ 0x1021U) & 0xFFFFU : crc << 1U & 0xFFFFU;
  }
  return static_cast<std::uint16_t>(crc);
}

std::optional<std::string> merchant_qr(const QrMerchant& merchant, const QrOrder& order) {
  if (order.text.empty() || order.text.size() > kValueMax || !is_printable(order.text) ||
      order.amount.size() > kAmountMax || order.currency < 0 || order.currency > 999)
    return std::nullopt;
  const std::string account = element("00", merchant.scheme_id) + element("01", order.text);
  if (account.size() > kValueMax) return std::nullopt;
  char currency[8];
  std::snprintf(currency, sizeof currency, "%03d", order.currency);
  std::string_view reference = order.reference;
  if (reference.size() > kReferenceLabelMax)
    reference.remove_prefix(reference.size() - kReferenceLabelMax);
  std::string payload = element("00", "01") + element("01", "12") + element("26", account) +
                        element("52", merchant.category_code) + element("53", currency) +
                        element("54", order.amount) + element("58", merchant.country) +
                        element("59", merchant.name) + element("60", merchant.city);
  if (!reference.empty()) payload += element("62", element("05", reference));
  payload += "6304";
  char checksum[8];
  std::snprintf(checksum, sizeof checksum, "%04X", static_cast<unsigned>(qr_checksum(payload)));
  return payload + checksum;
}

}  // namespace tollgate::wallet
