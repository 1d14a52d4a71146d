#include "gateway/app/exchange_steps.h"

namespace tollgate {

void keep_exchange(OperationSubject& subject) {
  const auto& told = subject.operation.outcome.exchange;
  if (!told || subject.operation.outcome.kind != OutcomeKind::approved) return;
  if (subject.refund) {
    subject.refund->exchange = told;
    return;
  }
  auto& kept = subject.payment.exchange;
  // What does not add up stays with its operation alone.
  if (kept && subject.operation.kind == OperationKind::capture)
    kept->add(*told);
  else
    kept = told;
}

std::optional<std::string> find_broken_quote(const OperationSubject& subject) {
  const auto& told = subject.operation.outcome.exchange;
  const auto& quote = subject.payment.fx_quote;
  if (!told || !quote || !is_charge(subject.operation.kind) || told->has_amounts_of(quote->promise))
    return std::nullopt;
  const Exchange& promise = quote->promise;
  return "The channel had quoted " + promise.settled.str() + " with a fee of " + promise.fee.str() +
         " and booked " + told->settled.str() + " with a fee of " + told->fee.str() + ".";
}

}  // namespace tollgate
