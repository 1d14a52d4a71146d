#include "gateway/adapters/channel/plugin_operation.h"

#include <vector>

#include "gateway/adapters/channel/contract.h"

namespace tollgate::channel {
namespace {

static_assert(static_cast<int>(WireStatus::ok) == TOLLGATE_WIRE_OK);
static_assert(static_cast<int>(WireStatus::not_sent) == TOLLGATE_WIRE_NOT_SENT);
static_assert(static_cast<int>(WireStatus::no_reply) == TOLLGATE_WIRE_NO_REPLY);
static_assert(static_cast<int>(WireStatus::closed) == TOLLGATE_WIRE_CLOSED);

}  // namespace

const tollgate_step* PluginOperation::begin() {
  try {
    return channel_.begin(&channel_, &request_, &state_);
  } catch (...) {
    return nullptr;
  }
}

const tollgate_step* PluginOperation::resume(const WireReply& reply) {
  std::vector<tollgate_pair> headers;
  headers.reserve(reply.headers.size());
  for (const auto& [name, value] : reply.headers)
    headers.push_back({view_of(name), view_of(value)});
  tollgate_reply raw{};
  raw.size = sizeof raw;
  raw.status = static_cast<tollgate_wire_status>(reply.status);
  raw.http_status = reply.http_status;
  raw.headers = headers.data();
  raw.header_count = headers.size();
  raw.body = view_of(reply.body.reveal());
  try {
    return channel_.resume(&channel_, state_, &raw);
  } catch (...) {
    return nullptr;
  }
}

PluginOperation::~PluginOperation() {
  if (state_ == nullptr) return;
  try {
    channel_.finish(&channel_, state_);
  } catch (...) {
    state_ = nullptr;  // nothing more can be asked of it
  }
}

}  // namespace tollgate::channel
