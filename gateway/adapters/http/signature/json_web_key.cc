#include "gateway/adapters/http/signature/json_web_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>

#include "gateway/adapters/http/signature/openssl_key.h"
#include "gateway/base/check.h"
#include "gateway/base/encoding.h"

namespace tollgate::http {
namespace {

std::string number_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  CHECK(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  CHECK(BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data())) ==
        static_cast<int>(bytes.size()));
  BN_free(number);
  return bytes;
}

// A coordinate keeps its leading zeros (RFC 7518 section 6.2.1).
std::string coordinate_of(const EVP_PKEY* key, const char* name) {
  const std::string number = number_of(key, name);
  return std::string(kP256IntegerBytes - number.size(), '\0') + number;
}

std::string member(std::string_view name, std::string_view value) {
  return ",\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
}

std::string key_members(Algorithm algorithm, const EVP_PKEY* key) {
  if (algorithm == Algorithm::ed25519) {
    std::array<unsigned char, kEd25519KeyBytes> bytes{};
    std::size_t size = bytes.size();
    CHECK(EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) == 1);
    return member("kty", "OKP") + member("crv", "Ed25519") + member("alg", "EdDSA") +
           member("x", to_base64url(as_text(bytes)));
  }
  if (algorithm == Algorithm::ecdsa_p256_sha256) {
    return member("kty", "EC") + member("crv", "P-256") + member("alg", "ES256") +
           member("x", to_base64url(coordinate_of(key, OSSL_PKEY_PARAM_EC_PUB_X))) +
           member("y", to_base64url(coordinate_of(key, OSSL_PKEY_PARAM_EC_PUB_Y)));
  }
  return member("kty", "RSA") + member("alg", "PS512") +
         member("n", to_base64url(number_of(key, OSSL_PKEY_PARAM_RSA_N))) +
         member("e", to_base64url(number_of(key, OSSL_PKEY_PARAM_RSA_E)));
}

bool is_plain_id(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

}  // namespace

Result<std::string> json_web_key(Algorithm algorithm, std::string_view public_pem,
                                 std::string_view key_id) {
  if (!is_plain_id(key_id))
    return Error{ErrorCode::invalid_argument, "The key id is not made of letters, digits, - _ ."};
  auto key = read_public_pem(algorithm, public_pem);
  if (!key) return std::move(key).error();
  return R"({"use":"sig")" + member("kid", key_id) + key_members(algorithm, key->get()) + "}";
}

}  // namespace tollgate::http
