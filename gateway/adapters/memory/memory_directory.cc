#include "gateway/adapters/memory/memory_store.h"
#include "gateway/base/encoding.h"

namespace tollgate::memory {
namespace {

template <class Rows>
auto values_of(const Rows& rows) {
  std::vector<typename Rows::mapped_type> values;
  values.reserve(rows.size());
  for (const auto& [key, value] : rows) values.push_back(value);
  return values;
}

const ApiKey* find_bearer(const std::map<ApiKeyId, ApiKey>& keys, std::string_view digest) {
  for (const auto& [id, key] : keys)
    if (key.kind == KeyKind::bearer && key.material == digest) return &key;
  return nullptr;
}

}  // namespace

Status MemoryStore::insert_merchant(const Merchant& merchant) {
  const std::lock_guard lock(mutex_);
  if (tables_.merchants.emplace(merchant.id, merchant).second) return ok_status();
  return Error{ErrorCode::conflict, "A merchant with the id " + merchant.id.str() + " exists."};
}

Result<std::vector<Merchant>> MemoryStore::list_merchants() {
  const std::lock_guard lock(mutex_);
  return values_of(tables_.merchants);
}

Result<std::optional<Merchant>> MemoryStore::find_merchant(MerchantId id) {
  const std::lock_guard lock(mutex_);
  return find_in(tables_.merchants, id);
}

Status MemoryStore::insert_api_key(const ApiKey& key) {
  const std::lock_guard lock(mutex_);
  const bool token_known =
      key.kind == KeyKind::bearer && find_bearer(tables_.api_keys, key.material) != nullptr;
  if (!token_known && tables_.api_keys.emplace(key.id, key).second) return ok_status();
  return Error{ErrorCode::conflict,
               "An API key with the id " + key.id.str() + " or the same token exists."};
}

Result<std::vector<ApiKey>> MemoryStore::list_api_keys() {
  const std::lock_guard lock(mutex_);
  return values_of(tables_.api_keys);
}

Result<std::optional<ApiKey>> MemoryStore::find_api_key(ApiKeyId id) {
  const std::lock_guard lock(mutex_);
  return find_in(tables_.api_keys, id);
}

Result<std::optional<ApiKey>> MemoryStore::find_bearer_key(const Digest32& token_digest) {
  const std::lock_guard lock(mutex_);
  const ApiKey* key = find_bearer(tables_.api_keys, as_text(token_digest));
  return key == nullptr ? std::optional<ApiKey>() : std::optional<ApiKey>(*key);
}

Status MemoryStore::revoke_api_key(ApiKeyId id, Timestamp at) {
  const std::lock_guard lock(mutex_);
  const auto found = tables_.api_keys.find(id);
  if (found == tables_.api_keys.end())
    return Error{ErrorCode::not_found, "There is no API key " + id.str() + "."};
  if (!found->second.revoked_at) found->second.revoked_at = at;
  return ok_status();
}

}  // namespace tollgate::memory
