#include "gateway/main/api_secrets.h"

#include "gateway/adapters/vault/envelope.h"
#include "gateway/main/components.h"

namespace tollgate {
namespace {

constexpr std::string_view kField = "api_key_secret";

}  // namespace

Result<vault::KeyRing> open_key_ring(const Config& config) {
  if (config.vault.key_file.empty())
    return Error{ErrorCode::invalid_argument, "vault.key_file is not set.",
                 "Make one with `tollgate keys create-vault FILE` and name it there."};
  return vault::KeyRing::from_file(resolve_path(config, config.vault.key_file).string());
}

Result<std::unique_ptr<ApiSecrets>> ApiSecrets::open(const Config& config, Random& random) {
  auto ring = open_key_ring(config);
  if (!ring.ok()) return ring.error();
  return std::make_unique<ApiSecrets>(std::move(*ring), random);
}

Result<std::string> ApiSecrets::seal(const ApiKey& key, const Secret& secret) const {
  const std::string id = key.id.str();
  const std::string merchant = key.merchant_id.str();
  const vault::RecordBinding binding{id, merchant, kField};
  auto record = vault::seal(secret, binding, ring_, random_);
  if (!record.ok()) return record.error();
  return std::move(record->bytes);
}

Result<Secret> ApiSecrets::open_secret(const ApiKey& key) const {
  const std::string id = key.id.str();
  const std::string merchant = key.merchant_id.str();
  const vault::RecordBinding binding{id, merchant, kField};
  const vault::SealedRecord record{key.material};
  return vault::open(record, binding, ring_);
}

}  // namespace tollgate
