// perform: the way that every operation goes. Intent durable, channel asked, outcome durable,
// answer given; no transaction is held while the channel is asked.
#pragma once

#include "gateway/app/load.h"
#include "gateway/app/request_guard.h"
#include "gateway/payment/transition.h"

namespace tollgate {

// Between a channel's deadline and the moment the resolver may look: the second commit's time.
inline constexpr Duration kSettleMargin = std::chrono::seconds(5);

// A use case's wish, before anything is written.
struct Intent {
  OperationSubject subject;      // payment, operation and refund as the first commit leaves them
  Change change;                 // the first commit, but for the request's guards
  std::optional<CardData> card;  // for the channel
  bool asks_channel = true;      // false: the first commit is all there is to do

  explicit Intent(OperationSubject about) : subject(std::move(about)) {}
};

// First commit, channel, second commit with the stored answer. A version conflict of the first
// commit comes back as nothing: load the payment again and decide anew.
Task<std::optional<Reply>> perform(Services& services, const RequestContext& context,
                                   Intent intent);

// Asks the channel and stores what came of it; the resolver's way too. `answer_to` gets the
// stored answer when it has an idempotency digest. Returns the subject as it stands afterwards,
// also when a report of the channel settled it meanwhile. Errors: outcome_unknown when the second
// commit could not be made before the operation fell due, and the resolver has it now; conflict
// when a report settled it and somebody waits: the answer that is stored decides what they get.
Task<Result<OperationSubject>> carry_out(Services& services, OperationSubject subject,
                                         std::optional<CardData> card,
                                         const RequestContext* answer_to);

// An operation about `payment` on its channel account, not yet written: id, sequence, times and due
// time set.
Operation make_operation(Services& services, const Payment& payment, OperationKind kind,
                         Money amount);

// The same about `original`, on the channel account that it was asked of: the payment may have gone
// on to another one.
Operation make_follow_up(Services& services, const Operation& original, OperationKind kind,
                         Money amount);

// Stores what became of an operation that nobody waits for: a query's or a report's outcome, a
// person's word. False when the subject had moved on or the store is away: nothing was written.
Task<bool> store_outcome(Services& services, OperationSubject& subject, const Outcome& outcome);

// How an outcome that is known now is settled.
Finishing finishing(Services& services, const Operation& operation);

// Moves the payment by `trigger`, counts its version and adds the event to `change`.
// Nothing, and no change, when the transition table does not allow it.
bool advance(Services& services, OperationSubject& subject, Trigger trigger,
             std::string_view event_type, Change& change);

}  // namespace tollgate
