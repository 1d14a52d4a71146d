// A channel takes money back: disputes, reversals, and payouts that their payee's bank returned.
#pragma once

#include "gateway/app/reports/verdict.h"

namespace tollgate {

// Needs a report that the payment's history does not tell of yet. Pure but for ids and the clock.
ReportVerdict judge_money_taken(Services& services, OperationSubject subject,
                                const ChannelReport& report);

}  // namespace tollgate
