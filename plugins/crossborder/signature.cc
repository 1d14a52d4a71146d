#include "plugins/crossborder/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>

namespace tollgate::crossborder {

std::string make_signature(std::string_view secret, std::string_view text,
                           std::int64_t time_unix_s) {
  const std::string time = std::to_string(time_unix_s);
  const std::string covered = time + "." + std::string(text);
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(covered.data()), covered.size(), digest.data(),
       &size);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string header = "t=" + time + ",v1=";
  for (const unsigned char byte : digest) {
    header.push_back(kHex[byte >> 4U]);
    header.push_back(kHex[byte & 15U]);
  }
  return header;
}

std::optional<std::string> refuse_signature(std::string_view secret, std::string_view text,
                                            std::string_view header, std::int64_t time_unix_s) {
  std::int64_t time = -1;
  if (header.starts_with("t="))
    std::from_chars(header.data() + 2, header.data() + header.size(), time);
  if (time < 0) return "It has no well-formed Bank-Signature.";
  // There is one way to write it, so the whole header is compared.
  const std::string expected = make_signature(secret, text, time);
  if (expected.size() != header.size() ||
      CRYPTO_memcmp(expected.data(), header.data(), expected.size()) != 0)
    return "Its Bank-Signature does not hold.";
  const std::int64_t age = time_unix_s - time;
  if (age > kSignatureAgeMaxSeconds || age < -kSignatureAgeMaxSeconds)
    return "Its Bank-Signature is of another time.";
  return std::nullopt;
}

}  // namespace tollgate::crossborder
