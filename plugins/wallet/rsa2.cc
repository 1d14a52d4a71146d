#include "plugins/wallet/rsa2.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>

#include "plugins/wallet/base64.h"

namespace tollgate::wallet {
namespace {

constexpr int kBitsMin = 2048;
constexpr int kBitsMax = 8192;

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// The DER inside a PEM or a bare base64 text.
std::optional<std::string> der_of(std::string_view text) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kEnd = "-----END ";
  constexpr std::string_view kDashes = "-----";
  if (const auto begin = text.find(kBegin); begin != std::string_view::npos) {
    const auto body = text.find(kDashes, begin + kBegin.size());
    const auto end = text.find(kEnd, begin);
    if (body == std::string_view::npos || end == std::string_view::npos || end < body)
      return std::nullopt;
    text = text.substr(body + kDashes.size(), end - body - kDashes.size());
  }
  std::string packed(text);
  std::erase_if(packed, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
  return decode_base64(packed);
}

std::shared_ptr<EVP_PKEY> checked(EVP_PKEY* raw, bool whole) {
  std::shared_ptr<EVP_PKEY> key(raw, EVP_PKEY_free);
  ERR_clear_error();
  if (!key || !whole || EVP_PKEY_get_base_id(raw) != EVP_PKEY_RSA) return nullptr;
  const int bits = EVP_PKEY_get_bits(raw);
  return bits >= kBitsMin && bits <= kBitsMax ? key : nullptr;
}

bool verify(EVP_PKEY* key, std::string_view text, std::string_view signature) {
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const bool holds =
      context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
      EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text),
                       text.size()) == 1;
  ERR_clear_error();
  return holds;
}

}  // namespace

std::optional<PrivateKey> PrivateKey::parse(std::string_view text) {
  const auto der = der_of(text);
  if (!der || der->empty()) return std::nullopt;
  const unsigned char* at = bytes_of(*der);
  const unsigned char* end = at + der->size();
  EVP_PKEY* raw = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der->size()));
  auto key = checked(raw, at == end);
  if (!key) return std::nullopt;
  return PrivateKey(std::move(key));
}

std::optional<std::string> PrivateKey::sign(std::string_view text) const {
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
  std::size_t size = signature.size();
  const bool done =
      context &&
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     bytes_of(text), text.size()) == 1;
  ERR_clear_error();
  if (!done) return std::nullopt;
  signature.resize(size);
  return encode_base64(signature);
}

bool PrivateKey::works() const {
  const auto signature = sign("tollgate");
  const auto bytes = signature ? decode_base64(*signature) : std::nullopt;
  return bytes && verify(key_.get(), "tollgate", *bytes);
}

std::optional<PublicKey> PublicKey::parse(std::string_view text) {
  const auto der = der_of(text);
  if (!der || der->empty()) return std::nullopt;
  const unsigned char* at = bytes_of(*der);
  const unsigned char* end = at + der->size();
  EVP_PKEY* raw = d2i_PUBKEY(nullptr, &at, static_cast<long>(der->size()));
  auto key = checked(raw, at == end);
  if (!key) return std::nullopt;
  return PublicKey(std::move(key));
}

bool PublicKey::verifies(std::string_view text, std::string_view signature_base64) const {
  const auto signature = decode_base64(signature_base64);
  return signature && verify(key_.get(), text, *signature);
}

}  // namespace tollgate::wallet
