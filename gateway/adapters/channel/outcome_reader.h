// The outcome of a plugin's last step, checked and copied. Errors as in step_reader.h.
#pragma once

#include "gateway/adapters/channel/plugin_request.h"
#include "gateway/base/result.h"
#include "gateway/payment/operation.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

Result<Outcome> read_outcome(const tollgate_outcome& outcome, const PluginRequest& request);

}  // namespace tollgate::channel
