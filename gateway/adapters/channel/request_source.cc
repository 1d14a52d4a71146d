#include "gateway/adapters/channel/request_source.h"

#include <string>

#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"

namespace tollgate::channel {

RequestSource::RequestSource(const Clock& clock, Random& random, const Secret& key)
    : clock_(clock),
      random_(random),
      key_(std::string(as_text(sha256(key.reveal())))),
      sequence_(static_cast<std::uint64_t>(unix_micros(clock.now()))) {}

// SHA-256 over a secret of fixed length and an id of fixed length: unpredictable without the
// secret, and a third of HMAC's time, which every operation pays.
RequestRandom RequestSource::random_of(std::string_view operation_id) const {
  std::string bytes;
  bytes.reserve(key_.size() + operation_id.size());
  bytes.append(key_.reveal()).append(operation_id);
  const Secret together(std::move(bytes));
  return sha256(together.reveal());
}

PluginRequest::Session RequestSource::session(SessionOperation operation) {
  PluginRequest::Session session;
  session.operation = operation;
  session.now = clock_.now();
  session.id = OperationId::make(session.now, random_);
  session.sequence = next_sequence();
  return session;
}

}  // namespace tollgate::channel
