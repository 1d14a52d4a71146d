// What a bank's status and reason codes mean in the gateway's words. Pure functions.
#pragma once

#include <string_view>

#include "tollgate/outcome.h"

namespace tollgate::crossborder {

// What an ExternalPaymentTransactionStatus says of an instruction.
enum class Standing {
  unknown = 0,      // a status that is not in the table: nothing is believed
  under_way,        // taken, not done
  awaits_approval,  // taken; somebody must still approve it at the payer's bank
  settled,          // done
  rejected          // not done, and it will not be
};
Standing standing_of(std::string_view status);

struct Reason {
  std::string_view code;  // the gateway's: TOLLGATE_CODE_…, or "beneficiary_invalid"
  bool retryable = false;
  bool is_clash = false;  // another message had this one's name: perhaps an earlier one of ours
};
// Of a rejection; a reason that is not in the table is TOLLGATE_CODE_DO_NOT_HONOR.
Reason reason_of(std::string_view reason);

}  // namespace tollgate::crossborder
