#include "gateway/base/trouble_log.h"

#include "gateway/base/log.h"

namespace tollgate {

void TroubleLog::report(std::string_view reason) {
  const auto now = std::chrono::steady_clock::now();
  if (last_said_ && now - *last_said_ < std::chrono::minutes(1)) return;
  last_said_ = now;
  log_warning(trouble_, {{"reason", reason}});
}

void TroubleLog::over() {
  if (!last_said_) return;
  last_said_.reset();
  log_info(recovery_);
}

}  // namespace tollgate
