#include "gateway/adapters/http/signature/verifying_key.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "gateway/adapters/http/signature/openssl_key.h"
#include "gateway/base/check.h"

namespace tollgate::http {
namespace {

// The DER that OpenSSL verifies, from the raw r and s of RFC 9421; empty when it cannot be.
std::string der_signature(std::string_view signature) {
  if (signature.size() != 2 * kP256IntegerBytes) return {};
  ECDSA_SIG* parts = ECDSA_SIG_new();
  BIGNUM* r = BN_bin2bn(raw(signature), kP256IntegerBytes, nullptr);
  BIGNUM* s = BN_bin2bn(raw(signature) + kP256IntegerBytes, kP256IntegerBytes, nullptr);
  CHECK(parts != nullptr && r != nullptr && s != nullptr);
  CHECK(ECDSA_SIG_set0(parts, r, s) == 1);  // owns r and s from here on
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts, &der);
  ECDSA_SIG_free(parts);
  CHECK(size > 0);
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

bool verify_with_public_key(Algorithm algorithm, EVP_PKEY* key, std::string_view signature_base,
                            std::string_view signature) {
  const OpensslPointer<EVP_MD_CTX> context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  const EVP_MD* digest = algorithm == Algorithm::ecdsa_p256_sha256 ? EVP_sha256()
                         : algorithm == Algorithm::rsa_pss_sha512  ? EVP_sha512()
                                                                   : nullptr;
  EVP_PKEY_CTX* key_context = nullptr;  // belongs to `context`
  const bool holds = EVP_DigestVerifyInit(context.get(), &key_context, digest, nullptr, key) == 1 &&
                     set_padding(key_context, algorithm, RSA_PSS_SALTLEN_AUTO) &&
                     EVP_DigestVerify(context.get(), raw(signature), signature.size(),
                                      raw(signature_base), signature_base.size()) == 1;
  if (!holds) ERR_clear_error();  // the queue belongs to the thread, not to this signature
  return holds;
}

}  // namespace

// One of the two, by the algorithm.
struct VerifyingKey::Material {
  OpensslPointer<EVP_PKEY> public_key;
  OpensslPointer<EVP_MAC_CTX> hmac;
};

VerifyingKey::VerifyingKey(Algorithm algorithm, std::unique_ptr<Material> material)
    : algorithm_(algorithm), material_(std::move(material)) {}
VerifyingKey::VerifyingKey(VerifyingKey&&) noexcept = default;
VerifyingKey& VerifyingKey::operator=(VerifyingKey&&) noexcept = default;
VerifyingKey::~VerifyingKey() = default;

Result<VerifyingKey> VerifyingKey::from_pem(Algorithm algorithm, std::string_view pem) {
  auto key = read_public_pem(algorithm, pem);
  if (!key) return std::move(key).error();
  Material material{.public_key = std::move(*key), .hmac = nullptr};
  return VerifyingKey(algorithm, std::make_unique<Material>(std::move(material)));
}

Result<VerifyingKey> VerifyingKey::from_ed25519(std::string_view bytes) {
  OpensslPointer<EVP_PKEY> key;
  if (bytes.size() == kEd25519KeyBytes)
    key.reset(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(bytes), bytes.size()));
  if (key == nullptr) {
    ERR_clear_error();
    return Error{ErrorCode::invalid_argument, "The Ed25519 public key is not 32 bytes.",
                 "Give the 32 bytes that RFC 8032 calls the public key."};
  }
  Material material{.public_key = std::move(key), .hmac = nullptr};
  return VerifyingKey(Algorithm::ed25519, std::make_unique<Material>(std::move(material)));
}

Result<VerifyingKey> VerifyingKey::from_secret(const Secret& secret) {
  auto context = hmac_context(secret.reveal());
  if (!context) return std::move(context).error();
  Material material{.public_key = nullptr, .hmac = std::move(*context)};
  return VerifyingKey(Algorithm::hmac_sha256, std::make_unique<Material>(std::move(material)));
}

bool VerifyingKey::verify(std::string_view signature_base, std::string_view signature) const {
  CHECK(material_ != nullptr);
  if (algorithm_ == Algorithm::hmac_sha256)
    return equal_in_constant_time(hmac_of(material_->hmac.get(), signature_base), signature);
  EVP_PKEY* key = material_->public_key.get();
  if (algorithm_ == Algorithm::ecdsa_p256_sha256) {
    const std::string der = der_signature(signature);
    return !der.empty() && verify_with_public_key(algorithm_, key, signature_base, der);
  }
  // OpenSSL takes an RSA signature without its leading zeros; RFC 8017 section 8.1.2 does not.
  if (algorithm_ == Algorithm::rsa_pss_sha512 &&
      signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(key)))
    return false;
  return verify_with_public_key(algorithm_, key, signature_base, signature);
}

}  // namespace tollgate::http
