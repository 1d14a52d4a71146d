// SigningKey: what makes signatures, a private key or a shared secret, parsed once.
// Immutable: any number of threads may sign with one object at the same time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/adapters/http/signature/algorithm.h"
#include "gateway/adapters/http/signature/verifying_key.h"
#include "gateway/base/result.h"
#include "gateway/base/secret.h"

namespace tollgate::http {

class SigningKey {
 public:
  // `pem` is an unencrypted PKCS#8 private key ("-----BEGIN PRIVATE KEY-----").
  // Error: invalid_argument when it cannot be read or is not of the algorithm's kind.
  static Result<SigningKey> from_pem(Algorithm algorithm, const Secret& pem);
  // hmac-sha256 under a secret of at least 32 bytes.
  static Result<SigningKey> from_secret(const Secret& secret);
  // A fresh key pair. The algorithm has a private key (CHECK).
  static SigningKey generate(Algorithm algorithm);

  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  Algorithm algorithm() const { return algorithm_; }
  std::string sign(std::string_view signature_base) const;

  // Of a key pair, not of a shared secret (CHECK).
  Secret private_pem() const;
  std::string public_pem() const;

 private:
  struct Material;
  SigningKey(Algorithm algorithm, std::unique_ptr<Material> material);

  Algorithm algorithm_ = Algorithm::unknown;
  std::unique_ptr<Material> material_;
};

}  // namespace tollgate::http
