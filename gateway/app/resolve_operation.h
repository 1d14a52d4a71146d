// resolve_operation: settles one operation without a final outcome as far as it goes now: asks,
// repeats or undoes as the channel declared for the kind, and otherwise parks it for a person.
#pragma once

#include "gateway/app/finish_operation.h"
#include "gateway/app/services.h"

namespace tollgate {

enum class Resolution : std::uint8_t {
  waiting = 0,  // due again later; also when the store was away or somebody else was first
  settled,
  parked,  // only a person can end it
};

// `operation` must be claimed: as the store holds it, with its due_at in the future.
Task<Resolution> resolve_operation(Services& services, Operation operation);

// Claims the operations of `operations` that are due and resolves each once. Use cases do it
// before they ask anything new of the same payment. True when something was due.
Task<bool> resolve_due_now(Services& services, std::vector<Operation> operations);

// Undoes subject.operation, which has no final outcome, with a void of its own that is repeated
// until the channel answers it. A payment that waits for its payer begins to be canceled.
Task<Resolution> undo(Services& services, OperationSubject subject, OperationCause cause);

}  // namespace tollgate
