// From an operation to an instruction, or to why there is none. Pure functions.
#pragma once

#include <optional>
#include <string>

#include "plugins/crossborder/answer.h"
#include "plugins/crossborder/pain001.h"
#include "plugins/crossborder/screening.h"
#include "plugins/crossborder/settings.h"

namespace tollgate::crossborder {

// Which side of the merchant the other party stands on.
enum class Direction {
  collect,   // the payer's account pays the merchant's
  pay_out,   // the merchant's account pays the payee's
  give_back  // the merchant's account pays back the payer's
};

struct Composed {
  std::optional<Instruction> instruction;
  sdk::Outcome refusal;  // where there is no instruction: nothing was sent
};

// The batch's name, PmtInfId, tells on statements what kind of operation it was: "S-" a collection
// (sale), "P-" a payout, "R-" a refund, and the operation's id.
std::string batch_of(Direction direction, std::string_view operation_id);

Composed compose(const sdk::Request& request, Direction direction, const Settings& settings,
                 const Screening& screening);

// What a status of the operation is held against. `reference` is its operation_id.
Instructed instructed_of(std::string_view operation_id, const tollgate_money& amount);

}  // namespace tollgate::crossborder
