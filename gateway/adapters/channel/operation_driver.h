// Drives one operation of a plugin from its first step to its outcome, doing the I/O that the
// plugin only describes:
//
//   begin --> send(message) --> [wire] --> resume(reply) --> ... --> done(outcome)
//
// The plugin is not believed: what it answers is checked (step_reader.h), and weighed against what
// the host knows of its messages (evidence.h).
#pragma once

#include <chrono>

#include "gateway/adapters/channel/plugin_channel.h"
#include "gateway/adapters/channel/plugin_request.h"
#include "gateway/adapters/channel/wire.h"
#include "gateway/payment/operation.h"

namespace tollgate::channel {

struct DriveLimits {
  std::chrono::milliseconds deadline{30'000};         // of the whole operation
  std::chrono::milliseconds message_timeout{10'000};  // when the plugin names none
};

// Never fails: a plugin that breaks its contract gives `unknown` with the code "plugin_fault" and
// a line in the log. Suspends only while a message is out. `channel`, `wire` and `request` must
// outlive the task.
Task<Outcome> drive_operation(const PluginChannel& channel, Wire& wire,
                              const PluginRequest& request, DriveLimits limits);

}  // namespace tollgate::channel
