// apply_report: what a channel says by itself about an operation: a notification that its plugin
// verified, in any order, any number of times, before or after our own answer.
#pragma once

#include "gateway/app/ports/channel_report.h"
#include "gateway/app/services.h"

namespace tollgate {

enum class ReportResult : std::uint8_t {
  try_again = 0,      // the store is away, or others were faster several times
  applied,            // or recorded as a break
  known_already,      // says what is known
  unknown_operation,  // none of this account; perhaps it is not written yet
};

Task<ReportResult> apply_report(Services& services, ChannelReport report);

}  // namespace tollgate
