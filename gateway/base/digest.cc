#include "gateway/base/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "gateway/base/check.h"

namespace tollgate {
namespace {

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Looked up once: OpenSSL 3 searches its providers each time an algorithm is named otherwise, which
// takes longer than the digest of what is short.
const EVP_MD* looked_up(const char* name) {
  const EVP_MD* algorithm = EVP_MD_fetch(nullptr, name, nullptr);
  CHECK(algorithm != nullptr);
  return algorithm;
}

template <class Out>
Out digest_with(const EVP_MD* algorithm, std::string_view bytes) {
  Out out;
  unsigned size = 0;
  CHECK(EVP_Digest(raw(bytes), bytes.size(), out.data(), &size, algorithm, nullptr) == 1);
  CHECK(size == out.size());
  return out;
}

}  // namespace

Digest32 sha256(std::string_view bytes) {
  static const EVP_MD* const algorithm = looked_up("SHA256");
  return digest_with<Digest32>(algorithm, bytes);
}

std::array<std::uint8_t, 64> sha512(std::string_view bytes) {
  static const EVP_MD* const algorithm = looked_up("SHA512");
  return digest_with<std::array<std::uint8_t, 64>>(algorithm, bytes);
}

Digest32 hmac_sha256(std::string_view key, std::string_view bytes) {
  Digest32 out;
  unsigned size = 0;
  CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), raw(bytes), bytes.size(),
             out.data(), &size) != nullptr);
  CHECK(size == out.size());
  return out;
}

Digest16 digest16_of(std::initializer_list<std::string_view> parts) {
  std::string joined;
  for (const auto part : parts) {
    const auto size = static_cast<std::uint64_t>(part.size());
    joined.append(reinterpret_cast<const char*>(&size), sizeof size);
    joined.append(part);
  }
  const Digest32 whole = sha256(joined);
  Digest16 half;
  std::copy_n(whole.begin(), half.size(), half.begin());
  return half;
}

}  // namespace tollgate
