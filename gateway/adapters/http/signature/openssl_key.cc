#include "gateway/adapters/http/signature/openssl_key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "gateway/base/check.h"

namespace tollgate::http {
namespace {

Error wrong_key(std::string sentence) {
  return {ErrorCode::invalid_argument, std::move(sentence),
          "Give a key of the kind that the algorithm names."};
}

}  // namespace

OpensslPointer<BIO> reader_of(std::string_view text) {
  OpensslPointer<BIO> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  CHECK(bio != nullptr);
  return bio;
}

Status check_key_kind(Algorithm algorithm, const EVP_PKEY& key) {
  if (algorithm == Algorithm::ed25519) {
    if (EVP_PKEY_is_a(&key, "ED25519") == 1) return ok_status();
    return wrong_key("The key is not an Ed25519 key.");
  }
  if (algorithm == Algorithm::ecdsa_p256_sha256) {
    char group[32] = {};
    std::size_t size = 0;
    if (EVP_PKEY_is_a(&key, "EC") == 1 &&
        EVP_PKEY_get_group_name(&key, group, sizeof group, &size) == 1 &&
        std::string_view(group, size) == "prime256v1")
      return ok_status();
    return wrong_key("The key is not an elliptic curve key on P-256.");
  }
  CHECK(algorithm == Algorithm::rsa_pss_sha512);
  if (EVP_PKEY_is_a(&key, "RSA") != 1 && EVP_PKEY_is_a(&key, "RSA-PSS") != 1)
    return wrong_key("The key is not an RSA key.");
  const int bits = EVP_PKEY_get_bits(&key);
  if (bits < kMinRsaBits || bits > kMaxRsaBits)
    return wrong_key("The RSA key has " + std::to_string(bits) +
                     " bits; 2048 to 8192 are accepted.");
  return ok_status();
}

Status check_has_key_pair(Algorithm algorithm) {
  if (algorithm != Algorithm::unknown && algorithm != Algorithm::hmac_sha256) return ok_status();
  return Error{ErrorCode::invalid_argument,
               "The algorithm " + std::string(algorithm_name(algorithm)) + " has no key pair.",
               "Use ed25519, ecdsa-p256-sha256 or rsa-pss-sha512."};
}

Result<OpensslPointer<EVP_PKEY>> read_public_pem(Algorithm algorithm, std::string_view pem) {
  if (auto pair = check_has_key_pair(algorithm); !pair) return std::move(pair).error();
  const auto reader = reader_of(pem);
  OpensslPointer<EVP_PKEY> key(PEM_read_bio_PUBKEY(reader.get(), nullptr, nullptr, nullptr));
  if (key == nullptr) {
    ERR_clear_error();
    return Error{ErrorCode::invalid_argument, "The public key cannot be read.",
                 "Give it as PEM: -----BEGIN PUBLIC KEY-----."};
  }
  if (auto kind = check_key_kind(algorithm, *key); !kind) return std::move(kind).error();
  return key;
}

Result<OpensslPointer<EVP_MAC_CTX>> hmac_context(std::string_view secret) {
  if (secret.size() < kMinSecretBytes) {
    return Error{ErrorCode::invalid_argument,
                 "The shared secret has " + std::to_string(secret.size()) +
                     " bytes; hmac-sha256 needs at least 32.",
                 "Make a new secret of 32 random bytes."};
  }
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  CHECK(mac != nullptr);
  OpensslPointer<EVP_MAC_CTX> context(EVP_MAC_CTX_new(mac));
  EVP_MAC_free(mac);
  CHECK(context != nullptr);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  CHECK(EVP_MAC_init(context.get(), raw(secret), secret.size(), parameters) == 1);
  return context;
}

std::string hmac_of(EVP_MAC_CTX* keyed, std::string_view message) {
  const OpensslPointer<EVP_MAC_CTX> context(EVP_MAC_CTX_dup(keyed));
  std::string tag(32, '\0');
  std::size_t size = 0;
  CHECK(context != nullptr);
  CHECK(EVP_MAC_update(context.get(), raw(message), message.size()) == 1);
  CHECK(EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(tag.data()), &size,
                      tag.size()) == 1);
  CHECK(size == tag.size());
  return tag;
}

bool set_padding(EVP_PKEY_CTX* context, Algorithm algorithm, int salt_bytes) {
  if (algorithm != Algorithm::rsa_pss_sha512) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, salt_bytes) == 1;
}

}  // namespace tollgate::http
