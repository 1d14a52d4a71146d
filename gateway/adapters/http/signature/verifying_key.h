// VerifyingKey: what checks one caller's signatures, a public key or a shared secret, parsed once.
// Immutable: any number of threads may verify with one object at the same time.
#pragma once

#include <memory>
#include <string_view>

#include "gateway/adapters/http/signature/algorithm.h"
#include "gateway/base/result.h"
#include "gateway/base/secret.h"

namespace tollgate::http {

class VerifyingKey {
 public:
  // `pem` is a SubjectPublicKeyInfo ("-----BEGIN PUBLIC KEY-----"). RSA keys have 2048 to 8192
  // bits. Error: invalid_argument when it cannot be read or is not of the algorithm's kind.
  static Result<VerifyingKey> from_pem(Algorithm algorithm, std::string_view pem);
  // The 32 bytes of an Ed25519 public key.
  static Result<VerifyingKey> from_ed25519(std::string_view bytes);
  // hmac-sha256 under a secret of at least 32 bytes.
  static Result<VerifyingKey> from_secret(const Secret& secret);

  VerifyingKey(VerifyingKey&&) noexcept;
  VerifyingKey& operator=(VerifyingKey&&) noexcept;
  ~VerifyingKey();

  Algorithm algorithm() const { return algorithm_; }
  // False for any signature that does not hold, whatever its length or form.
  bool verify(std::string_view signature_base, std::string_view signature) const;

 private:
  struct Material;
  VerifyingKey(Algorithm algorithm, std::unique_ptr<Material> material);

  Algorithm algorithm_ = Algorithm::unknown;
  std::unique_ptr<Material> material_;
};

}  // namespace tollgate::http
