// PluginOperation: one running operation inside a plugin. Whatever happens, finish() is called
// exactly once for what begin() stored, and no exception comes out. Not thread-safe; successive
// calls may come from different threads.
#pragma once

#include "gateway/adapters/channel/plugin_channel.h"
#include "gateway/adapters/channel/plugin_request.h"
#include "gateway/adapters/channel/wire.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

class PluginOperation {
 public:
  // Borrows both; the request must stay until this is destroyed.
  PluginOperation(const PluginChannel& channel, const PluginRequest& request)
      : channel_(channel.raw()), request_(request.raw()) {}
  ~PluginOperation();
  PluginOperation(const PluginOperation&) = delete;
  PluginOperation& operator=(const PluginOperation&) = delete;

  // The plugin's next step, which it owns until the next call; null when it gave none or threw.
  const tollgate_step* begin();
  const tollgate_step* resume(const WireReply& reply);

 private:
  const tollgate_channel& channel_;
  const tollgate_request& request_;
  tollgate_operation* state_ = nullptr;
};

}  // namespace tollgate::channel
