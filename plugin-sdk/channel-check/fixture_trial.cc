#include "plugin-sdk/channel-check/fixture_trial.h"

namespace tollgate::kit {

Ask ask_of(const Fixture& fixture) {
  const Currency currency = *Currency::parse(fixture.currency);
  Ask ask(fixture.kind);
  ask.number = fixture.number;
  ask.attempt = fixture.attempt;
  ask.amount = Money(fixture.minor, currency);
  ask.method = fixture.method;
  if (!fixture.card_number.empty()) ask.card_number = fixture.card_number;
  ask.description = fixture.description;
  ask.final_capture = fixture.final_capture;
  ask.metadata = fixture.metadata;
  ask.quoted_kind = fixture.quoted_kind;
  ask.quote = fixture.quote;
  ask.counterparty = fixture.counterparty;
  ask.purpose = fixture.purpose;
  if (!fixture.original) return ask;
  ask.original = operation_numbered(fixture.original->kind, fixture.original->number,
                                    Money(fixture.original->minor, currency));
  ask.original->outcome = fixture.original->outcome;
  return ask;
}

Trial run_until(const Subject& subject, const Fixture& fixture, std::size_t answered,
                channel::WireStatus status) {
  return run(subject, ask_of(fixture), [&](const channel::WireMessage&, std::size_t number) {
    if (number < answered && number < fixture.exchanges.size())
      return fixture.exchanges[number].reply;
    return channel::WireReply(status, "kit");
  });
}

Trial run(const Subject& subject, const Fixture& fixture) {
  return run_until(subject, fixture, fixture.exchanges.size(), channel::WireStatus::no_reply);
}

}  // namespace tollgate::kit
