// idempotency: one operation is one operation, however often it is sent.
#include <fmt/format.h>

#include "gateway/adapters/channel/step_reader.h"
#include "plugin-sdk/channel-check/check.h"
#include "plugin-sdk/channel-check/trial.h"

namespace tollgate::kit {
namespace {

std::string first_message(Subject& subject, const Ask& ask) {
  const Trial trial = begin_only(subject, ask);
  return trial.messages.empty() ? std::string() : bytes_of(trial.messages.front());
}

Verdict same_bytes(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  for (const OperationKind kind : subject.kinds()) {
    // The second attempt may carry its protocol's mark of a repeat; the third repeats the second.
    for (const std::uint32_t attempt : {1U, 2U}) {
      Ask ask(kind);
      ask.attempt = attempt;
      const std::string once = first_message(subject, ask);
      ask.attempt = attempt == 1 ? 1 : 3;
      if (first_message(subject, ask) != once)
        return failed(
            fmt::format("{}: the same operation, sent again, is other bytes.", to_text(kind)));
    }
  }
  return passed();
}

// Only the operation's own identity differs: what is asked is the same.
Verdict reference(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  for (const OperationKind kind : subject.kinds()) {
    // What becomes of a whole void, however often it comes, is told by the original it names.
    if (kind == OperationKind::query || kind == OperationKind::void_payment) continue;
    const Asked first(subject, Ask(kind));
    Ask other_ask(kind);
    other_ask.number = 2;
    const Asked second(subject, other_ask);
    // The id alone: time, sequence and random stay those of the first.
    tollgate_request request = first.request().raw();
    request.operation_id = second.request().raw().operation_id;
    const tollgate_channel& raw = subject.channel().raw();
    tollgate_operation* operation = nullptr;
    const tollgate_step* step = raw.begin(&raw, &request, &operation);
    auto read = channel::read_step(step, first.request());
    const std::string changed = read && read->message ? bytes_of(*read->message) : std::string();
    if (operation != nullptr) raw.finish(&raw, operation);
    if (!changed.empty() && changed == first_message(subject, Ask(kind)))
      return failed(
          fmt::format("{}: its message does not carry the operation_id, nor anything "
                      "that follows from it.",
                      to_text(kind)));
  }
  return passed();
}

// A capture, void, refund or query of another original.
Verdict original(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  bool any = false;
  for (const OperationKind kind : subject.kinds()) {
    if (!is_about_another(kind)) continue;
    any = true;
    const Money amount = *amount_for(subject, 1999);
    Ask one(kind);
    one.original = operation_numbered(OperationKind::sale, 600'001, amount);
    Ask other(kind);
    other.original = operation_numbered(OperationKind::sale, 600'002, amount);
    const std::string message = first_message(subject, one);
    if (!message.empty() && message == first_message(subject, other))
      return failed(
          fmt::format("{}: its message is the same for another original.", to_text(kind)));
  }
  return any ? passed() : skipped("It has no operation on another one.");
}

// What the descriptor promises of recovery can be kept with the operations it names.
Verdict recovery(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  const auto& traits = subject.description().traits;
  for (const auto& [kind, how] : traits.recovery) {
    if (how == Recovery::queryable && !traits.supports(OperationKind::query))
      return failed(fmt::format("{} is to be asked about, and it has no query.", to_text(kind)));
    if (how == Recovery::queryable && traits.query_settle_time.count() == 0)
      return failed(
          fmt::format("{} is to be asked about, and settle_time_ms is 0: a message still "
                      "on its way would be taken for one that never came.",
                      to_text(kind)));
    if (how == Recovery::reversible && !traits.supports(OperationKind::void_payment))
      return failed(fmt::format("{} is to be undone, and it has no void.", to_text(kind)));
    if (how == Recovery::reversible && kind == OperationKind::void_payment)
      return failed("A void cannot be undone by a void.");
  }
  if (traits.supports(OperationKind::capture) && !traits.supports(OperationKind::authorize))
    return failed("It captures what it cannot authorize.");
  if (traits.supports(OperationKind::authorize) && !traits.supports(OperationKind::capture))
    return failed("It authorizes what it cannot capture.");
  return passed();
}

}  // namespace

std::span<const Check> idempotency_checks() {
  static constexpr Check kChecks[] = {
      {"idempotency.same_bytes", "The same operation sends the same bytes in every attempt.",
       &same_bytes},
      {"idempotency.reference", "Every message that changes something carries the operation's id.",
       &reference},
      {"idempotency.original", "What is asked about an operation names that operation.", &original},
      {"idempotency.recovery", "What it promises of recovery it has the operations for.",
       &recovery},
  };
  return kChecks;
}

}  // namespace tollgate::kit
