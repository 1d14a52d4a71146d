// A channel tells what became of an operation: first, again, late, or otherwise than before.
#pragma once

#include <vector>

#include "gateway/app/reports/verdict.h"

namespace tollgate {

// `operations` are all of the payment's. Pure but for ids and the clock.
ReportVerdict judge_outcome(Services& services, OperationSubject subject,
                            const ChannelReport& report, const std::vector<Operation>& operations);

}  // namespace tollgate
