// Sets the log up as the configuration says.
#pragma once

#include "gateway/main/config.h"

namespace tollgate {

void set_up_log(const LogConfig& config);

}  // namespace tollgate
