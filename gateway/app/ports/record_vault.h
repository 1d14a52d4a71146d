// RecordVault: seals what must be kept but may hold card data or secrets: raw requests of channels.
// Implementations: adapters/vault and the memory twin. Safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.h"
#include "gateway/base/secret.h"

namespace tollgate {

// What a record belongs to: it opens for nothing else. None of it is secret.
struct RecordOwner {
  std::string_view id;     // of the row that holds it
  std::string_view owner;  // whose it is
  std::string_view field;  // "notification"
};

class RecordVault {
 public:
  virtual ~RecordVault() = default;
  virtual Result<std::string> seal_record(const Secret& plain, const RecordOwner& owner) = 0;
  // Errors: permission_denied when it was changed or sealed for another owner, not_found when its
  // key is gone.
  virtual Result<Secret> open_record(std::string_view sealed, const RecordOwner& owner) = 0;
};

}  // namespace tollgate
