// apply_report: what a channel says by itself about an operation: a notification that its plugin
// verified, in any order, any number of times, before or after our own answer.
#pragma once

#include <optional>
#include <string>

#include "gateway/app/ports/channel_port.h"
#include "gateway/app/services.h"

namespace tollgate {

enum class ReportKind : std::uint8_t {
  unknown = 0,
  outcome = 1,         // of the operation
  dispute_opened = 2,  // the payer wants the money back; it is held
  dispute_won = 3,     // the merchant keeps it
  dispute_lost = 4,    // it went back to the payer
  reversed = 5,        // the channel took it back by itself
};

struct ChannelReport {
  std::string channel_account;  // whose notification it is: no other account's operation is touched
  OperationId operation_id;
  ReportKind kind = ReportKind::unknown;
  Outcome outcome;              // for ReportKind::outcome
  std::optional<Money> amount;  // the one it speaks of; nothing: the operation's
};

enum class ReportResult : std::uint8_t {
  try_again = 0,      // the store is away, or others were faster several times
  applied,            // or recorded as a break
  known_already,      // says what is known
  unknown_operation,  // none of this account; perhaps it is not written yet
};

Task<ReportResult> apply_report(Services& services, ChannelReport report);

}  // namespace tollgate
