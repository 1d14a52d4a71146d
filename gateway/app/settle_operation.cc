#include "gateway/app/settle_operation.h"

#include "gateway/app/perform.h"

namespace tollgate {

Task<Status> settle_operation(Services& services, SettleOperation command) {
  if (command.outcome != OutcomeKind::approved && command.outcome != OutcomeKind::declined)
    co_return Error{ErrorCode::invalid_argument, "An operation is settled as approved or declined.",
                    ""};
  if (command.reason.empty() || command.person.empty())
    co_return Error{ErrorCode::invalid_argument, "Who settles it, and why, is part of the record.",
                    "Give both."};
  auto subject = co_await load_subject(services.store, command.operation_id);
  if (!subject.ok()) co_return subject.error();
  if (!subject->operation.parked)
    co_return Error{ErrorCode::conflict,
                    "Operation " + command.operation_id.str() + " is not parked: it is " +
                        std::string(to_text(subject->operation.outcome.kind)) + ".",
                    "The gateway settles what is not parked by itself."};
  Outcome outcome;
  outcome.kind = command.outcome;
  outcome.code = command.outcome == OutcomeKind::approved ? "" : "settled_by_hand";
  outcome.channel_reference = command.channel_reference;
  outcome.message = "Settled by " + command.person + ": " + command.reason;
  const bool must_be_approved = must_go_through(*subject);
  if (must_be_approved && command.outcome == OutcomeKind::declined)
    co_return Error{ErrorCode::conflict,
                    "This void undoes an operation of unknown outcome; declined says nothing.",
                    "Settle it as approved once the money is back with the payer."};
  if (!co_await store_outcome(services, *subject, outcome))
    co_return Error{ErrorCode::unavailable,
                    "The operation moved on, or the database is away; nothing was written.",
                    "Look at it again."};
  co_return ok_status();
}

}  // namespace tollgate
