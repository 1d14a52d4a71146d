// SealedRecordVault: the RecordVault that keeps its promise, with the envelope of card data. Safe
// from any thread.
#pragma once

#include "gateway/adapters/vault/key_ring.h"
#include "gateway/app/ports/record_vault.h"
#include "gateway/base/random.h"

namespace tollgate::vault {

class SealedRecordVault final : public RecordVault {
 public:
  SealedRecordVault(KeyRing ring, Random& random) : ring_(std::move(ring)), random_(random) {}

  Result<std::string> seal_record(const Secret& plain, const RecordOwner& owner) override;
  Result<Secret> open_record(std::string_view sealed, const RecordOwner& owner) override;

 private:
  const KeyRing ring_;
  Random& random_;
};

}  // namespace tollgate::vault
