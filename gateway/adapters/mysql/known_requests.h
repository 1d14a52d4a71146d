// KnownRequests: the nonces of requests that this writer stored and that still wait for their
// answer, by idempotency key. With the nonce, which is the primary key, many answers are written
// with one statement. Only a shortcut: what is forgotten here is found by the database.
#pragma once

#include <deque>
#include <optional>
#include <unordered_map>

#include "gateway/app/ports/change.h"

namespace tollgate::mysql {

class KnownRequests {
 public:
  explicit KnownRequests(std::size_t most) : most_(most) {}

  // After the change was committed.
  void note(const Change& change);
  std::optional<Digest16> nonce_of(const Digest16& idempotency_digest) const;

 private:
  // A digest is random all over: any eight bytes of it are a hash.
  struct Hash {
    std::size_t operator()(const Digest16& digest) const noexcept;
  };

  const std::size_t most_;
  std::unordered_map<Digest16, Digest16, Hash> nonce_by_key_;
  std::deque<Digest16> oldest_first_;  // may name keys that have been answered since
};

}  // namespace tollgate::mysql
