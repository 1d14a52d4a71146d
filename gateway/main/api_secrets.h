// ApiSecrets: seals the shared secrets of hmac-sha256 keys, so that the database never holds one
// in the clear. Safe from any thread.
#pragma once

#include <memory>

#include "gateway/adapters/vault/key_ring.h"
#include "gateway/app/ports/directory.h"
#include "gateway/base/random.h"
#include "gateway/base/secret.h"
#include "gateway/main/config.h"

namespace tollgate {

// The vault's keys, from the file that the configuration names.
Result<vault::KeyRing> open_key_ring(const Config& config);

class ApiSecrets {
 public:
  static Result<std::unique_ptr<ApiSecrets>> open(const Config& config, Random& random);
  ApiSecrets(vault::KeyRing ring, Random& random) : ring_(std::move(ring)), random_(random) {}

  // The material to store for `key`, whose id and merchant must be set.
  Result<std::string> seal(const ApiKey& key, const Secret& secret) const;
  Result<Secret> open_secret(const ApiKey& key) const;

 private:
  const vault::KeyRing ring_;
  Random& random_;
};

}  // namespace tollgate
