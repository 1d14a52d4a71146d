// SigningKeys: the keys of one channel account that its plugin may sign with and never see.
// Immutable once opened: safe from any thread. Every signature is a function of key and text alone.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/result.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {

enum class SignAlgorithm : int { unknown = 0, hmac_sha256 = 1, rsa_sha256 = 2, ed25519 = 3 };

class SigningKeys {
 public:
  SigningKeys();
  SigningKeys(SigningKeys&&) noexcept;
  SigningKeys& operator=(SigningKeys&&) noexcept;
  ~SigningKeys();

  // Each key is the text of its file: a private key in PEM (RSA of 2048 to 8192 bits, Ed25519), or,
  // when it is no PEM, a shared secret of at least 16 bytes. invalid_argument names the key and
  // says what it is instead; never what is in it.
  static Result<SigningKeys> open(const std::vector<std::pair<std::string, Secret>>& keys);

  // unknown: there is no key of that name.
  SignAlgorithm algorithm_of(std::string_view key) const;
  // Nothing when there is no such key, or OpenSSL could not.
  std::optional<std::string> sign(std::string_view key, std::string_view text) const;

 private:
  struct Key;
  std::map<std::string, std::unique_ptr<const Key>, std::less<>> keys_;
};

}  // namespace tollgate::channel
