// Reads what a plugin answers, believing nothing: every size, pointer, bound and combination is
// checked, and everything is copied, before the rest of the host sees it.
//
// An Error here is a breach of the contract by the plugin. Its message is a constant sentence
// that never repeats the plugin's bytes: they may be a card number.
#pragma once

#include <optional>

#include "gateway/adapters/channel/plugin_request.h"
#include "gateway/adapters/channel/wire.h"
#include "gateway/base/result.h"
#include "gateway/payment/operation.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

struct PluginStep {
  // Exactly one of them.
  std::optional<WireMessage> message;
  std::optional<Outcome> outcome;
};

Result<PluginStep> read_step(const tollgate_step* step, const PluginRequest& request);

}  // namespace tollgate::channel
