#include "gateway/adapters/mysql/known_requests.h"

#include <cstring>

namespace tollgate::mysql {

std::size_t KnownRequests::Hash::operator()(const Digest16& digest) const noexcept {
  std::size_t hash = 0;
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

void KnownRequests::note(const Change& change) {
  if (change.answer) nonce_by_key_.erase(change.answer->idempotency_digest);
  const auto& request = change.new_request;
  if (!request || !request->idempotency_digest || request->answer) return;
  if (change.answer && change.answer->idempotency_digest == *request->idempotency_digest) return;
  nonce_by_key_[*request->idempotency_digest] = request->nonce_digest;
  oldest_first_.push_back(*request->idempotency_digest);
  while (oldest_first_.size() > most_) {
    nonce_by_key_.erase(oldest_first_.front());
    oldest_first_.pop_front();
  }
}

std::optional<Digest16> KnownRequests::nonce_of(const Digest16& idempotency_digest) const {
  const auto found = nonce_by_key_.find(idempotency_digest);
  if (found == nonce_by_key_.end()) return std::nullopt;
  return found->second;
}

}  // namespace tollgate::mysql
