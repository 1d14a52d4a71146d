// PlainRecordVault: the RecordVault's twin for tests and the simulation. It seals nothing, but it
// opens a record for its owner only. Safe from any thread.
#pragma once

#include "gateway/app/ports/record_vault.h"

namespace tollgate::memory {

class PlainRecordVault final : public RecordVault {
 public:
  Result<std::string> seal_record(const Secret& plain, const RecordOwner& owner) override {
    return label(owner) + std::string(plain.reveal());
  }
  Result<Secret> open_record(std::string_view sealed, const RecordOwner& owner) override {
    const std::string expected = label(owner);
    if (!sealed.starts_with(expected))
      return Error{ErrorCode::permission_denied, "The record is another owner's.", ""};
    return Secret(std::string(sealed.substr(expected.size())));
  }

 private:
  static std::string label(const RecordOwner& owner) {
    return std::string(owner.id) + "/" + std::string(owner.owner) + "/" + std::string(owner.field) +
           "\n";
  }
};

}  // namespace tollgate::memory
