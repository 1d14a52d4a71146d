// What an outcome makes of a payment. Pure: the request's own way, the resolver, a channel's
// report and a person who settles by hand all end here, so that they cannot differ.
#pragma once

#include <optional>

#include "gateway/app/lifetimes.h"
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

// True for a void that is asked until it is approved: nothing else ends it.
bool must_go_through(const OperationSubject& subject);

// How an operation is settled, and when.
struct Finishing {
  Recovery recovery = Recovery::none;
  Timestamp now{};
  EventId event_id;  // used when the payment changes
  BreakId break_id;  // used when the outcome does not fit the payment
  Lifetimes lifetimes;
};

// A difference between a channel and us about the subject's operation, for people to look at.
Break make_break(const OperationSubject& subject, BreakId id, std::string_view kind,
                 std::string detail, Money amount, Timestamp now);

// Makes the next state of `subject` from `outcome`, and the change that stores it.
//
// A final outcome settles payment, refund and operation with one event. One that does not fit the
// payment as it stands settles the operation alone and opens a break: the money is real, and a
// person must look. An outcome that is not final leaves the payment processing, or waiting for its
// payer, and gives the operation its next due time: at once when the channel can undo (a reversal
// must follow a silence without delay), else with growing distance. Silence about an operation
// that is pending leaves it pending. The subject must be what the store holds now.
Change finish_operation(OperationSubject& subject, const Outcome& outcome, const Finishing& how);

// Distance to the next look at an operation that was looked at `attempt` times: 1 s doubling to
// 5 minutes; it never ends.
Duration resolve_backoff(std::uint32_t attempt);

}  // namespace tollgate
