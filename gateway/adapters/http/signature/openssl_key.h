// OpenSSL's key objects as owned values, and what VerifyingKey and SigningKey share. Internal to
// this folder.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "gateway/adapters/http/signature/algorithm.h"
#include "gateway/base/result.h"

namespace tollgate::http {

struct OpensslFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
template <class T>
using OpensslPointer = std::unique_ptr<T, OpensslFree>;

constexpr std::size_t kEd25519KeyBytes = 32;
constexpr std::size_t kP256IntegerBytes = 32;
constexpr std::size_t kMinSecretBytes = 32;  // a whole SHA-256: RFC 2104 section 3
constexpr int kMinRsaBits = 2048;
constexpr int kMaxRsaBits = 8192;  // more would let one merchant's key slow everybody's checks

inline const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// A BIO that reads `text`, which must outlive it.
OpensslPointer<BIO> reader_of(std::string_view text);

// Error: invalid_argument when it is no SubjectPublicKeyInfo of the algorithm's kind.
Result<OpensslPointer<EVP_PKEY>> read_public_pem(Algorithm algorithm, std::string_view pem);

// ok when the key is of the kind and size that the algorithm needs. The algorithm has key pairs
// (CHECK).
Status check_key_kind(Algorithm algorithm, const EVP_PKEY& key);

// ok for an algorithm with a public and a private key.
Status check_has_key_pair(Algorithm algorithm);

// A context for HMAC-SHA-256 under the secret, ready to be duplicated for each message.
// Error: invalid_argument when the secret is shorter than 32 bytes.
Result<OpensslPointer<EVP_MAC_CTX>> hmac_context(std::string_view secret);
// The 32 bytes for one message. Leaves `keyed` as it was, so threads can share it.
std::string hmac_of(EVP_MAC_CTX* keyed, std::string_view message);

// Sets the padding that rsa-pss-sha512 asks for; other algorithms need nothing.
bool set_padding(EVP_PKEY_CTX* context, Algorithm algorithm, int salt_bytes);

}  // namespace tollgate::http
