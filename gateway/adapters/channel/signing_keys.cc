#include "gateway/adapters/channel/signing_keys.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"
#include "tollgate/sign.h"

namespace tollgate::channel {
namespace {

constexpr int kRsaBitsMin = 2048;
constexpr int kRsaBitsMax = TOLLGATE_SIGNATURE_MAX * 8;
constexpr std::size_t kSecretBytesMin = 16;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using PrivateKey = std::unique_ptr<EVP_PKEY, Free>;

// A key with a pass phrase is refused: without this OpenSSL would ask for it at the terminal.
int no_pass_phrase(char*, int, int, void*) { return -1; }

PrivateKey read_pem(std::string_view text) {
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  PrivateKey key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_pass_phrase, nullptr)
                     : nullptr);
  ERR_clear_error();
  return key;
}

Error bad_key(const std::string& name, std::string_view what) {
  return {
      ErrorCode::invalid_argument, fmt::format("The signing key {} {}.", name, what),
      "Give it a PEM file with an RSA key of at least 2048 bits or an Ed25519 key, without a pass "
      "phrase, or a shared secret of at least 16 bytes."};
}

}  // namespace

struct SigningKeys::Key {
  SignAlgorithm algorithm = SignAlgorithm::unknown;
  PrivateKey private_key;
  Secret secret;  // of HMAC
};

SigningKeys::SigningKeys() = default;
SigningKeys::SigningKeys(SigningKeys&&) noexcept = default;
SigningKeys& SigningKeys::operator=(SigningKeys&&) noexcept = default;
SigningKeys::~SigningKeys() = default;

Result<SigningKeys> SigningKeys::open(const std::vector<std::pair<std::string, Secret>>& keys) {
  SigningKeys opened;
  for (const auto& [name, text] : keys) {
    auto key = std::make_unique<Key>();
    if (name.empty() || name.size() > TOLLGATE_SIGN_KEY_MAX)
      return bad_key(name, fmt::format("has a name that is not 1 to {} bytes long",
                                       int{TOLLGATE_SIGN_KEY_MAX}));
    if (text.reveal().find("-----BEGIN ") == std::string_view::npos) {
      if (text.size() < kSecretBytesMin)
        return bad_key(name, "is neither PEM nor a secret of 16 bytes");
      key->algorithm = SignAlgorithm::hmac_sha256;
      key->secret = text;
    } else {
      key->private_key = read_pem(text.reveal());
      if (!key->private_key) return bad_key(name, "holds no private key that can be read");
      const int type = EVP_PKEY_base_id(key->private_key.get());
      const int bits = EVP_PKEY_bits(key->private_key.get());
      if (type == EVP_PKEY_ED25519)
        key->algorithm = SignAlgorithm::ed25519;
      else if (type == EVP_PKEY_RSA && bits >= kRsaBitsMin && bits <= kRsaBitsMax)
        key->algorithm = SignAlgorithm::rsa_sha256;
      else
        return bad_key(name, type == EVP_PKEY_RSA
                                 ? fmt::format("is an RSA key of {} bits", bits)
                                 : "is of a kind whose signatures are not deterministic");
    }
    if (!opened.keys_.emplace(name, std::move(key)).second) return bad_key(name, "is there twice");
  }
  return opened;
}

SignAlgorithm SigningKeys::algorithm_of(std::string_view key) const {
  const auto found = keys_.find(key);
  return found == keys_.end() ? SignAlgorithm::unknown : found->second->algorithm;
}

std::optional<std::string> SigningKeys::sign(std::string_view key, std::string_view text) const {
  const auto found = keys_.find(key);
  if (found == keys_.end() || text.size() > TOLLGATE_SIGN_TEXT_MAX) return std::nullopt;
  const Key& with = *found->second;
  if (with.algorithm == SignAlgorithm::hmac_sha256) {
    const Digest32 mac = hmac_sha256(with.secret.reveal(), text);
    return std::string(as_text(mac));
  }
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  const EVP_MD* digest = with.algorithm == SignAlgorithm::rsa_sha256 ? EVP_sha256() : nullptr;
  std::string signature(TOLLGATE_SIGNATURE_MAX, '\0');
  std::size_t size = signature.size();
  const bool made =
      context &&
      EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, with.private_key.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
  ERR_clear_error();
  if (!made) return std::nullopt;
  signature.resize(size);
  return signature;
}

}  // namespace tollgate::channel
