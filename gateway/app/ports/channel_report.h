// ChannelReport: one thing that a channel says by itself about an operation, after its plugin has
// verified that the channel says it.
#pragma once

#include <optional>
#include <string>

#include "gateway/payment/operation.h"

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
  // The same in every repeat of this report, and of no other: what it changes is told by an event
  // of that name, so that it takes effect once. Empty: every telling is a new one.
  std::string key;
};

}  // namespace tollgate
