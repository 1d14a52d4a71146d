// BatchKeys: tells which changes may share one transaction. Two changes of the same payment, or
// with the same nonce, idempotency key, reference or payment method, must see each other's
// outcome: the second one waits for the next transaction.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "gateway/app/ports/change.h"

namespace tollgate::mysql {

class BatchKeys {
 public:
  void clear() { taken_.clear(); }
  // False when the change shares a key with one that was added before; it is not added then.
  bool add(const Change& change);

 private:
  // 64 bits of each key: two that collide by accident only wait for each other.
  std::unordered_set<std::uint64_t> taken_;
  std::vector<std::uint64_t> keys_;  // of one change; kept for its memory
};

// Decides which writer a change goes to: the same one for all changes of a payment, so that its
// events stay in one stream and two writers do not wait for its row.
std::uint64_t shard_key(const Change& change);

}  // namespace tollgate::mysql
