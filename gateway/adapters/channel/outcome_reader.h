// An outcome that a plugin gives, checked and copied. Errors as in step_reader.h.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/base/result.h"
#include "gateway/payment/ids.h"
#include "gateway/payment/operation.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

// What an outcome is held against.
struct OutcomeBounds {
  std::string_view card_number;     // digits that must not appear in it; empty: none were shown
  std::optional<Money> approvable;  // the most that can be approved; nothing: no amount is read
  bool in_part = true;              // whether it may be approved for less than that
  bool of_quote = false;            // it must promise something when it is approved
  Mode mode = Mode::live;           // live: the payer is never sent to plain http://
};

// By pointer: an older plugin's outcome ends where its `size` says, and a reference would tell the
// compiler that all of today's struct may be read.
Result<Outcome> read_outcome(const tollgate_outcome* outcome, const OutcomeBounds& bounds);

}  // namespace tollgate::channel
