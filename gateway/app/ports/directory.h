// Directory: merchants and their API keys. Blocking calls: the command line makes them directly,
// the gateway through its cache. Safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock.h"
#include "gateway/base/digest.h"
#include "gateway/base/result.h"
#include "gateway/payment/ids.h"

namespace tollgate {

struct Merchant {
  MerchantId id;
  std::string name;
  bool suspended = false;
  Timestamp created_at{};
};

enum class KeyKind : std::uint8_t {
  unknown = 0,
  ed25519 = 1,      // material: PEM of the public key
  hmac_sha256 = 2,  // material: the shared secret, sealed by the vault
  bearer = 3,       // material: SHA-256 of the token; test mode only
};

struct ApiKey {
  ApiKeyId id;
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  KeyKind kind = KeyKind::unknown;
  std::string material;
  bool may_pay_out = false;  // money leaves by it; every key takes payments
  Timestamp valid_from{};
  std::optional<Timestamp> valid_until;
  std::optional<Timestamp> revoked_at;
  Timestamp created_at{};
};

class Directory {
 public:
  virtual ~Directory() = default;

  virtual Status insert_merchant(const Merchant& merchant) = 0;  // conflict: the id exists
  virtual Result<std::vector<Merchant>> list_merchants() = 0;
  virtual Result<std::optional<Merchant>> find_merchant(MerchantId id) = 0;
  virtual Status insert_api_key(const ApiKey& key) = 0;
  virtual Result<std::vector<ApiKey>> list_api_keys() = 0;  // all merchants', revoked ones too
  virtual Result<std::optional<ApiKey>> find_api_key(ApiKeyId id) = 0;
  virtual Result<std::optional<ApiKey>> find_bearer_key(const Digest32& token_digest) = 0;
  virtual Status revoke_api_key(ApiKeyId id, Timestamp at) = 0;  // not_found: no such key
};

}  // namespace tollgate
