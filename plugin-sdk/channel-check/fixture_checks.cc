// fixtures: recorded exchanges with the channel's server still go as they went.
#include <fmt/format.h>

#include <algorithm>

#include "gateway/adapters/channel/plugin_notification.h"
#include "plugin-sdk/channel-check/check.h"
#include "plugin-sdk/channel-check/fixture_trial.h"
#include "plugin-sdk/channel-check/statement_trial.h"

namespace tollgate::kit {
namespace {

bool has(const Options& options, OperationKind kind, OutcomeKind outcome) {
  return std::any_of(options.fixtures.begin(), options.fixtures.end(), [&](const Fixture& fixture) {
    return fixture.kind == kind && fixture.outcome.kind == outcome;
  });
}

Verdict complete(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  std::string missing;
  for (const OperationKind kind : subject.kinds()) {
    if (kind == OperationKind::query) continue;
    if (!has(subject.options(), kind, OutcomeKind::approved) &&
        !has(subject.options(), kind, OutcomeKind::pending))
      missing += fmt::format(", {} approved", to_text(kind));
    if (is_charge(kind) && !has(subject.options(), kind, OutcomeKind::declined))
      missing += fmt::format(", {} declined", to_text(kind));
  }
  return missing.empty()
             ? passed()
             : failed("There is no recorded exchange of: " + missing.substr(2) +
                      ". Write one into the fixtures; --record fills in what the channel sends.");
}

Verdict replay(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  if (subject.options().fixtures.empty()) return skipped("There are no fixtures.");
  for (const Fixture& fixture : subject.options().fixtures) {
    const Trial trial = run(subject, fixture);
    if (!trial.fault.empty()) continue;  // bounds.contract or secrets.card speak of it
    if (trial.messages.size() != fixture.exchanges.size())
      return failed(fmt::format("{}: it sends {} messages where {} are recorded.", fixture.name,
                                trial.messages.size(), fixture.exchanges.size()));
    for (std::size_t i = 0; i < trial.messages.size(); ++i) {
      const auto& recorded = fixture.exchanges[i].message;
      if (recorded && *recorded != message_json(trial.messages[i]))
        return failed(fmt::format("{}: its message {} is {} where {} is recorded.", fixture.name,
                                  i + 1, message_json(trial.messages[i]), *recorded));
    }
    if (const auto differs = difference(fixture, trial.outcome))
      return failed(fmt::format("{}: {}.", fixture.name, *differs));
  }
  return passed();
}

Verdict notifications(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  if (subject.options().notifications.empty()) return skipped("There are none.");
  if (subject.channel().notify() == nullptr) return failed("It has no notifications to read them.");
  for (const auto& fixture : subject.options().notifications) {
    bool fault = false;
    const auto reading =
        channel::read_plugin_notification(subject.channel(), fixture.notification, fault);
    const auto& wanted = fixture.reading;
    if (reading.accepted != wanted.accepted)
      return failed(fmt::format("{} is {}: {}", fixture.name,
                                reading.accepted ? "accepted" : "refused", reading.sentence));
    if (!reading.accepted) continue;
    if (!wanted.event_id.empty() && reading.event_id != wanted.event_id)
      return failed(fmt::format("{} has the event id {}.", fixture.name, reading.event_id));
    if (reading.reports.size() != wanted.reports.size())
      return failed(fmt::format("{} makes {} reports.", fixture.name, reading.reports.size()));
    for (std::size_t i = 0; i < wanted.reports.size(); ++i)
      if (reading.reports[i].operation_id != wanted.reports[i].operation_id ||
          reading.reports[i].outcome.kind != wanted.reports[i].outcome.kind ||
          reading.reports[i].amount != wanted.reports[i].amount)
        return failed(fmt::format("{} makes another report {}.", fixture.name, i + 1));
  }
  return passed();
}

Verdict statements(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  if (subject.options().statements.empty()) return skipped("There are none.");
  if (subject.channel().statement() == nullptr) return failed("It does not read statements.");
  for (const auto& fixture : subject.options().statements) {
    const StatementTrial trial = read(subject, fixture);
    if (trial.plugin_fault) continue;  // statement.totals speaks of it
    if (const auto differs = difference(fixture, trial))
      return failed(fmt::format("{}: {}.", fixture.name, *differs));
  }
  return passed();
}

}  // namespace

std::span<const Check> fixture_checks() {
  static constexpr Check kChecks[] = {
      {"fixtures.complete", "Every operation has a recorded yes, and every charge a recorded no.",
       &complete},
      {"fixtures.replay", "The recorded exchanges go as they went, byte for byte.", &replay},
      {"fixtures.notifications", "The recorded notifications are read as they were.",
       &notifications},
      {"fixtures.statements", "The recorded statements are read as they were.", &statements},
  };
  return kChecks;
}

}  // namespace tollgate::kit
