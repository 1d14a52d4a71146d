#include "plugins/qrpay/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <charconv>
#include <utility>

namespace tollgate::qrpay {
namespace {

constexpr std::size_t kHexDigits = 64;

std::optional<std::string> hex_of(const std::optional<std::string>& mac) {
  if (!mac || mac->size() * 2 != kHexDigits) return std::nullopt;
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  for (const char c : *mac) {
    const auto byte = static_cast<unsigned char>(c);
    hex.push_back(kHex[byte >> 4U]);
    hex.push_back(kHex[byte & 15U]);
  }
  return hex;
}

std::string signed_text(std::string_view text, std::int64_t time_unix_s) {
  return std::to_string(time_unix_s) + "." + std::string(text);
}

// "t=TIME,v1=HEX", nothing before, between or behind.
std::optional<std::int64_t> parse(std::string_view header, std::string_view& hex) {
  constexpr std::string_view kBetween = ",v1=";
  if (!header.starts_with("t=")) return std::nullopt;
  header.remove_prefix(2);
  std::int64_t time = 0;
  const auto read = std::from_chars(header.data(), header.data() + header.size(), time);
  if (read.ec != std::errc() || time < 0) return std::nullopt;
  const auto digits = static_cast<std::size_t>(read.ptr - header.data());
  if (header.substr(0, digits) != std::to_string(time)) return std::nullopt;  // one way to write it
  header.remove_prefix(digits);
  if (!header.starts_with(kBetween)) return std::nullopt;
  hex = header.substr(kBetween.size());
  if (hex.size() != kHexDigits) return std::nullopt;
  return time;
}

}  // namespace

Mac mac_of(std::string secret) {
  return [secret = std::move(secret)](std::string_view text) -> std::optional<std::string> {
    std::string digest(kHexDigits / 2, '\0');
    unsigned int size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()), &size);
    return digest;
  };
}

std::optional<std::string> make_signature(const Mac& mac, std::string_view text,
                                          std::int64_t time_unix_s) {
  const auto hex = hex_of(mac(signed_text(text, time_unix_s)));
  if (!hex) return std::nullopt;
  return "t=" + std::to_string(time_unix_s) + ",v1=" + *hex;
}

std::optional<std::string> refuse_signature(const Mac& mac, std::string_view text,
                                            std::string_view header, std::int64_t time_unix_s) {
  std::string_view hex;
  const auto time = parse(header, hex);
  if (!time) return "It has no well-formed Wallet-Signature.";
  const auto expected = hex_of(mac(signed_text(text, *time)));
  if (!expected || CRYPTO_memcmp(expected->data(), hex.data(), kHexDigits) != 0)
    return "Its Wallet-Signature does not hold.";
  const std::int64_t age = time_unix_s - *time;
  if (age > kSignatureAgeMaxSeconds || age < -kSignatureAgeMaxSeconds)
    return "Its Wallet-Signature is of another time.";
  return std::nullopt;
}

}  // namespace tollgate::qrpay
