#include "gateway/adapters/vault/sealed_record_vault.h"

#include "gateway/adapters/vault/envelope.h"

namespace tollgate::vault {

Result<std::string> SealedRecordVault::seal_record(const Secret& plain, const RecordOwner& owner) {
  auto record = vault::seal(plain, {owner.id, owner.owner, owner.field}, ring_, random_);
  if (!record.ok()) return record.error();
  return std::move(record->bytes);
}

Result<Secret> SealedRecordVault::open_record(std::string_view sealed, const RecordOwner& owner) {
  const SealedRecord record{std::string(sealed)};
  return vault::open(record, {owner.id, owner.owner, owner.field}, ring_);
}

}  // namespace tollgate::vault
