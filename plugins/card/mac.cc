#include "plugins/card/mac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <memory>

namespace tollgate::card {
namespace {

constexpr std::size_t kDesKeySize = 8;
constexpr std::size_t kRetailKeySize = 2 * kDesKeySize;

std::optional<std::string> hmac_sha256(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                          digest.data(), &size);
  if (done == nullptr || size < kMacSize) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(digest.data()), kMacSize);
}

// The last block of `blocks`, whole blocks, under triple DES and chaining from `chain`. Single DES
// has gone into OpenSSL's legacy provider; triple DES with three equal keys is the same.
std::optional<std::string> last_block(std::string_view triple_key, std::string_view chain,
                                      std::string_view blocks) {
  const auto bytes_of = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  if (!context || EVP_EncryptInit_ex(context.get(), EVP_des_ede3_cbc(), nullptr,
                                     bytes_of(triple_key), bytes_of(chain)) != 1) {
    return std::nullopt;
  }
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  std::string sealed(blocks.size() + kMacSize, '\0');
  int size = 0;
  if (EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(sealed.data()), &size,
                        bytes_of(blocks), static_cast<int>(blocks.size())) != 1 ||
      static_cast<std::size_t>(size) != blocks.size()) {
    return std::nullopt;
  }
  return sealed.substr(blocks.size() - kMacSize, kMacSize);
}

// DES in chaining mode under the first key; the last block is then decrypted under the second key
// and encrypted under the first again, which is what triple DES does with it.
std::optional<std::string> retail_mac(std::string_view key, std::string_view bytes) {
  const std::string first(key.substr(0, kDesKeySize));
  const std::string second(key.substr(kDesKeySize));
  std::string padded(bytes);
  padded.resize((bytes.size() + kMacSize - 1) / kMacSize * kMacSize, '\0');
  const std::size_t before = padded.size() - kMacSize;
  std::string chain(kMacSize, '\0');
  if (before > 0) {
    const auto chained = last_block(first + first + first, chain, padded.substr(0, before));
    if (!chained) return std::nullopt;
    chain = *chained;
  }
  return last_block(first + second + first, chain, padded.substr(before));
}

}  // namespace

std::optional<MacAlgorithm> find_mac_algorithm(std::string_view name) {
  if (name == "none") return MacAlgorithm::none;
  if (name == "hmac_sha256") return MacAlgorithm::hmac_sha256;
  if (name == "iso9797_1_algorithm_3") return MacAlgorithm::iso9797_1_algorithm_3;
  return std::nullopt;
}

bool mac_key_size_is(MacAlgorithm algorithm, std::size_t size) {
  switch (algorithm) {
    case MacAlgorithm::none:
      return size == 0;
    case MacAlgorithm::hmac_sha256:
      return size >= 16 && size <= 64;
    case MacAlgorithm::iso9797_1_algorithm_3:
      return size == kRetailKeySize;
  }
  return false;
}

std::optional<std::string> make_mac(const MacKey& key, std::string_view bytes) {
  if (bytes.empty() || !mac_key_size_is(key.algorithm, key.bytes.size())) return std::nullopt;
  switch (key.algorithm) {
    case MacAlgorithm::none:
      break;
    case MacAlgorithm::hmac_sha256:
      return hmac_sha256(key.bytes, bytes);
    case MacAlgorithm::iso9797_1_algorithm_3:
      return retail_mac(key.bytes, bytes);
  }
  return std::nullopt;
}

bool mac_is(std::string_view expected, std::string_view given) {
  return expected.size() == kMacSize && given.size() == kMacSize &&
         CRYPTO_memcmp(expected.data(), given.data(), kMacSize) == 0;
}

}  // namespace tollgate::card
