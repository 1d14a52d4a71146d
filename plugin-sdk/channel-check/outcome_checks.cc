// outcome: only an explicit yes is approved, only an explicit no is declined.
#include <fmt/format.h>

#include "plugin-sdk/channel-check/check.h"
#include "plugin-sdk/channel-check/fixture_trial.h"
#include "plugin-sdk/channel-check/trial.h"

namespace tollgate::kit {
namespace {

using channel::WireStatus;

Verdict wrong(OperationKind kind, std::string_view when, const Outcome& outcome) {
  return failed(fmt::format("{}: {}, and it says {}.", to_text(kind), when, to_text(outcome.kind)));
}

// Silence at the first message of every kind, and at each later message that a fixture leads to.
template <class Wrong>
Verdict at_every_message(Subject& subject, WireStatus status, std::string_view when,
                         const Wrong& is_wrong) {
  if (!subject.usable()) return skipped("It cannot be used.");
  for (const OperationKind kind : subject.kinds()) {
    const Trial trial = run(subject, Ask(kind), always(status));
    if (!trial.messages.empty() && is_wrong(trial.outcome, true))
      return wrong(kind, when, trial.outcome);
  }
  for (const Fixture& fixture : subject.options().fixtures)
    for (std::size_t answered = 1; answered < fixture.exchanges.size(); ++answered) {
      const Trial trial = run_until(subject, fixture, answered, status);
      if (trial.messages.size() > answered && is_wrong(trial.outcome, false))
        return wrong(fixture.kind, fmt::format("{} after {} messages", when, answered),
                     trial.outcome);
    }
  return passed();
}

bool is_decided(const Outcome& outcome) {
  return outcome.kind == OutcomeKind::approved || outcome.kind == OutcomeKind::declined;
}

Verdict silence(Subject& subject) {
  return at_every_message(
      subject, WireStatus::no_reply, "no reply came", [](const Outcome& outcome, bool) {
        return outcome.kind != OutcomeKind::unknown && outcome.kind != OutcomeKind::pending;
      });
}

Verdict closed(Subject& subject) {
  return at_every_message(
      subject, WireStatus::closed, "the connection broke", [](const Outcome& outcome, bool) {
        return outcome.kind != OutcomeKind::unknown && outcome.kind != OutcomeKind::pending;
      });
}

Verdict not_sent(Subject& subject) {
  return at_every_message(subject, WireStatus::not_sent, "the message did not leave",
                          [](const Outcome& outcome, bool first) {
                            // After an earlier message was answered, nobody knows any more.
                            return is_decided(outcome) ||
                                   (!first && outcome.kind == OutcomeKind::not_sent);
                          });
}

Verdict garbage(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  const std::string junk[] = {"",
                              std::string(1, '\0'),
                              "<html><body>502 Bad Gateway</body></html>",
                              "null",
                              "[]",
                              "{\"status\":",
                              std::string(64, '\xff'),
                              std::string(3000, 'A')};
  for (const OperationKind kind : subject.kinds())
    for (const int status : {200, 500, 502, 503, 504})
      for (const auto& body : junk) {
        const Trial trial = run(subject, Ask(kind), always(status, body));
        if (!trial.messages.empty() && is_decided(trial.outcome))
          return wrong(
              kind,
              fmt::format("status {} with {} bytes of nonsense came back", status, body.size()),
              trial.outcome);
      }
  return passed();
}

// A kind that is younger than the plugin.
Verdict unknown_kind(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  const Asked asked(subject, Ask(subject.kinds().front()));
  tollgate_request request = asked.request().raw();
  request.kind = 99;
  const tollgate_channel& raw = subject.channel().raw();
  tollgate_operation* operation = nullptr;
  const tollgate_step* step = raw.begin(&raw, &request, &operation);
  const bool right = step != nullptr && step->kind == TOLLGATE_STEP_DONE &&
                     step->outcome != nullptr && step->outcome->kind == TOLLGATE_OUTCOME_NOT_SENT;
  if (operation != nullptr) raw.finish(&raw, operation);
  return right ? passed()
               : failed("A kind of operation that it does not know is not answered not_sent.");
}

Verdict no_card(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  bool any = false;
  for (const OperationKind kind : subject.kinds()) {
    if (!subject.description().traits.needs_card_for(kind)) continue;
    any = true;
    Ask ask(kind);
    ask.with_card = false;
    const Trial trial = run(subject, ask, always(WireStatus::no_reply));
    if (!trial.messages.empty())
      return failed(fmt::format("{} without a card sends something.", to_text(kind)));
    if (trial.outcome.kind != OutcomeKind::not_sent)
      return wrong(kind, "there was no card, nothing was sent", trial.outcome);
  }
  return any ? passed() : skipped("It needs no card.");
}

Verdict no_original(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  for (const OperationKind kind : subject.kinds()) {
    if (!is_about_another(kind)) continue;
    Ask ask(kind);
    ask.with_original = false;
    const Trial trial = run(subject, ask, always(WireStatus::no_reply));
    if (!trial.messages.empty())
      return failed(fmt::format("{} without an original sends something.", to_text(kind)));
    if (trial.outcome.kind != OutcomeKind::not_sent)
      return wrong(kind, "there was no original, nothing was sent", trial.outcome);
  }
  return passed();
}

std::string id_in_answer(const channel::PluginRequest& request) {
  const tollgate_request& raw = request.raw();
  const bool asks = raw.kind == TOLLGATE_OPERATION_QUERY && raw.original != nullptr;
  const tollgate_view& id = asks ? raw.original->operation_id : raw.operation_id;
  return std::string(id.data, id.size);
}

constexpr int kOtherNumber = 1000;  // far from those that fixtures use

// Where recorded answers name their operation, one that names another was not meant for it. Frames
// are matched by the host.
Verdict other_answer(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  bool any = false;
  for (const Fixture& fixture : subject.options().fixtures) {
    if (!is_decided(fixture.outcome)) continue;
    Ask ask = ask_of(fixture);
    const std::string id = id_in_answer(Asked(subject, ask).request());
    ask.number += kOtherNumber;
    if (fixture.kind == OperationKind::query && fixture.original)
      ask.original = operation_numbered(fixture.original->kind, ask.number, ask.original->amount);
    bool named = false;
    const Trial trial = run(subject, ask, [&](const channel::WireMessage& message, std::size_t i) {
      if (i >= fixture.exchanges.size()) return channel::WireReply(WireStatus::no_reply, "kit");
      const channel::WireReply& reply = fixture.exchanges[i].reply;
      named = named || (message.kind == channel::WireKind::http &&
                        reply.body.reveal().find(id) != std::string_view::npos);
      return reply;
    });
    any = any || named;
    if (named && is_decided(trial.outcome))
      return failed(
          fmt::format("{}: its answer names {}, and another operation that is given it "
                      "says {}.",
                      fixture.name, id, to_text(trial.outcome.kind)));
  }
  return any ? passed() : skipped("No recorded answer names its operation.");
}

}  // namespace

std::span<const Check> outcome_checks() {
  static constexpr Check kChecks[] = {
      {"outcome.silence", "No reply is neither a yes nor a no, at whichever message.", &silence},
      {"outcome.closed", "A broken connection is neither a yes nor a no.", &closed},
      {"outcome.not_sent", "What did not leave is no yes and no no, nor not_sent after an answer.",
       &not_sent},
      {"outcome.garbage", "An answer that makes no sense is neither a yes nor a no.", &garbage},
      {"outcome.other_answer", "An answer that names another operation is neither a yes nor a no.",
       &other_answer},
      {"outcome.unknown_kind", "An operation younger than the plugin is answered not_sent.",
       &unknown_kind},
      {"outcome.no_card", "Without the card it needs it sends nothing and says not_sent.",
       &no_card},
      {"outcome.no_original", "Without an original it sends nothing and says not_sent.",
       &no_original},
  };
  return kChecks;
}

}  // namespace tollgate::kit
