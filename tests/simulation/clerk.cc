#include "tests/simulation/clerk.h"

#include "gateway/app/settle_operation.h"

namespace tollgate::simulation {
namespace {

using std::chrono::minutes;

}  // namespace

// The one that was parked first and long enough ago that nothing of it is under way any more.
std::optional<Operation> Clerk::find_parked() const {
  std::optional<Operation> found;
  for (const auto& [id, operation] : tables_.operations) {
    const bool ripe = operation.parked && operation.updated_at + minutes(5) <= stage_.clock.now();
    if (ripe && (!found || operation.updated_at < found->updated_at)) found = operation;
  }
  return found;
}

Task<void> Clerk::work() {
  for (;;) {
    co_await stage_.scheduler.sleep(kOutside, minutes(20));
    while (const auto parked = find_parked()) {
      const std::uint64_t before = settled_;
      co_await settle(*parked);
      if (settled_ == before) break;  // the process or the store is away: later
    }
  }
}

Task<void> Clerk::settle(Operation parked) {
  Process* process = nullptr;
  for (const auto& candidate : processes_)
    if (candidate->alive()) process = candidate.get();
  if (process == nullptr) co_return;
  const auto original =
      parked.original_id ? tables_.operations.find(*parked.original_id) : tables_.operations.end();
  const bool undoes =
      parked.kind == OperationKind::void_payment &&
      (parked.cause == OperationCause::late_approval ||
       (original != tables_.operations.end() && !is_final(original->second.outcome.kind)));
  if (undoes) books_.force(parked);
  books_.decide(parked.id, false);  // what is still pending is stopped at the channel first
  const Entry* entry = books_.find(parked.id);
  const bool done = entry != nullptr && entry->standing == Standing::done;
  SettleOperation command;
  command.operation_id = parked.id;
  command.outcome = done ? OutcomeKind::approved : OutcomeKind::declined;
  command.reason = "as the channel's people say";
  command.person = "clerk";
  stage_.tell(parked.payment_id, "clerk settles " + parked.id.str() + " as " +
                                     std::string(tollgate::to_text(command.outcome)));
  Task<Status> work = settle_operation(process->services(), std::move(command));
  const auto result = co_await process->serve<Status>(std::move(work), Place::serving_client);
  if (result && result->ok()) ++settled_;
}

}  // namespace tollgate::simulation
