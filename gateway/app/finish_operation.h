// What an outcome makes of a payment. Pure: the request's own way and the resolver both end here,
// so that they cannot differ.
#pragma once

#include <optional>

#include "gateway/app/ports/change.h"
#include "gateway/app/ports/channel_port.h"

namespace tollgate {

// The things an operation is about, as they stand before its outcome is known.
struct OperationSubject {
  Payment payment;
  Operation operation;
  std::optional<Refund> refund;       // of a refund, or of the void that undoes one
  std::optional<Operation> original;  // what a capture, void or refund is about
};

// True for a void that undoes an operation whose outcome is not known; a void that cancels an
// approved authorization is the merchant's own wish instead.
bool undoes_unknown(const OperationSubject& subject);

// Makes the next state of `subject` from `outcome` at `now`, and the change that stores it.
//
// A final outcome settles payment, refund and operation with one event. An outcome that is not
// final leaves the payment processing and gives the operation its next due time: at once when the
// channel can undo (a reversal must follow a silence without delay), else with growing distance.
// `event_id` is used when the payment changes. The subject must be what the store holds now.
Change finish_operation(OperationSubject& subject, const Outcome& outcome, Recovery recovery,
                        Timestamp now, EventId event_id);

// Distance to the next look at an operation that was looked at `attempt` times: 1 s doubling to
// 5 minutes; it never ends.
Duration resolve_backoff(std::uint32_t attempt);

}  // namespace tollgate
