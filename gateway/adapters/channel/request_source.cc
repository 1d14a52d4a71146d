#include "gateway/adapters/channel/request_source.h"

#include "gateway/base/digest.h"

namespace tollgate::channel {

RequestRandom RequestSource::random_of(std::string_view operation_id) const {
  return hmac_sha256(key_.reveal(), operation_id);
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
