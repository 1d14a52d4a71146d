#include "gateway/adapters/http/signature/signing_key.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "gateway/adapters/http/signature/openssl_key.h"
#include "gateway/base/check.h"

namespace tollgate::http {
namespace {

constexpr int kPssSaltBytes = 64;
constexpr int kGeneratedRsaBits = 3072;

unsigned char* writable(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// The raw r and s of RFC 9421 from OpenSSL's DER.
std::string raw_signature(std::string_view der) {
  const unsigned char* cursor = raw(der);
  ECDSA_SIG* parts = d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(der.size()));
  CHECK(parts != nullptr);
  std::string signature(2 * kP256IntegerBytes, '\0');
  constexpr int kSize = kP256IntegerBytes;
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(parts), writable(signature), kSize) == kSize);
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(parts), writable(signature) + kSize, kSize) == kSize);
  ECDSA_SIG_free(parts);
  return signature;
}

std::string sign_with_private_key(Algorithm algorithm, EVP_PKEY* key,
                                  std::string_view signature_base) {
  const OpensslPointer<EVP_MD_CTX> context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  const EVP_MD* digest = algorithm == Algorithm::ecdsa_p256_sha256 ? EVP_sha256()
                         : algorithm == Algorithm::rsa_pss_sha512  ? EVP_sha512()
                                                                   : nullptr;
  EVP_PKEY_CTX* key_context = nullptr;  // belongs to `context`
  CHECK(EVP_DigestSignInit(context.get(), &key_context, digest, nullptr, key) == 1);
  CHECK(set_padding(key_context, algorithm, kPssSaltBytes));
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  std::string signature(size, '\0');
  CHECK(EVP_DigestSign(context.get(), writable(signature), &size, raw(signature_base),
                       signature_base.size()) == 1);
  signature.resize(size);
  return signature;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  CHECK(size > 0);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

// One of the two, by the algorithm.
struct SigningKey::Material {
  OpensslPointer<EVP_PKEY> private_key;
  OpensslPointer<EVP_MAC_CTX> hmac;
};

SigningKey::SigningKey(Algorithm algorithm, std::unique_ptr<Material> material)
    : algorithm_(algorithm), material_(std::move(material)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

Result<SigningKey> SigningKey::from_pem(Algorithm algorithm, const Secret& pem) {
  if (auto pair = check_has_key_pair(algorithm); !pair) return std::move(pair).error();
  const auto reader = reader_of(pem.reveal());
  // Asking for a password would wait at a terminal: an encrypted key is refused instead.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  OpensslPointer<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(reader.get(), nullptr, no_password, nullptr));
  if (key == nullptr) {
    ERR_clear_error();
    return Error{ErrorCode::invalid_argument, "The private key cannot be read.",
                 "Give it as unencrypted PEM: -----BEGIN PRIVATE KEY-----."};
  }
  if (auto kind = check_key_kind(algorithm, *key); !kind) return std::move(kind).error();
  Material material{.private_key = std::move(key), .hmac = nullptr};
  return SigningKey(algorithm, std::make_unique<Material>(std::move(material)));
}

Result<SigningKey> SigningKey::from_secret(const Secret& secret) {
  auto context = hmac_context(secret.reveal());
  if (!context) return std::move(context).error();
  Material material{.private_key = nullptr, .hmac = std::move(*context)};
  return SigningKey(Algorithm::hmac_sha256, std::make_unique<Material>(std::move(material)));
}

SigningKey SigningKey::generate(Algorithm algorithm) {
  OpensslPointer<EVP_PKEY> key;
  if (algorithm == Algorithm::ed25519) {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  } else if (algorithm == Algorithm::ecdsa_p256_sha256) {
    key.reset(EVP_EC_gen("P-256"));
  } else {
    CHECK(algorithm == Algorithm::rsa_pss_sha512);
    key.reset(EVP_RSA_gen(kGeneratedRsaBits));
  }
  CHECK(key != nullptr);
  Material material{.private_key = std::move(key), .hmac = nullptr};
  return SigningKey(algorithm, std::make_unique<Material>(std::move(material)));
}

std::string SigningKey::sign(std::string_view signature_base) const {
  CHECK(material_ != nullptr);
  if (algorithm_ == Algorithm::hmac_sha256) return hmac_of(material_->hmac.get(), signature_base);
  std::string signature =
      sign_with_private_key(algorithm_, material_->private_key.get(), signature_base);
  return algorithm_ == Algorithm::ecdsa_p256_sha256 ? raw_signature(signature) : signature;
}

Secret SigningKey::private_pem() const {
  CHECK(material_ != nullptr && material_->private_key != nullptr);
  const OpensslPointer<BIO> bio(BIO_new(BIO_s_secmem()));
  CHECK(bio != nullptr);
  CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), material_->private_key.get(), nullptr, nullptr, 0,
                                      nullptr, nullptr) == 1);
  return Secret(text_of(bio.get()));
}

std::string SigningKey::public_pem() const {
  CHECK(material_ != nullptr && material_->private_key != nullptr);
  const OpensslPointer<BIO> bio(BIO_new(BIO_s_mem()));
  CHECK(bio != nullptr);
  CHECK(PEM_write_bio_PUBKEY(bio.get(), material_->private_key.get()) == 1);
  return text_of(bio.get());
}

}  // namespace tollgate::http
