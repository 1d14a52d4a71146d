// The message of a plugin's step, checked and copied. Errors as in step_reader.h.
#pragma once

#include "gateway/adapters/channel/wire.h"
#include "gateway/base/result.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

Result<WireMessage> read_message(const tollgate_message& message);

}  // namespace tollgate::channel
