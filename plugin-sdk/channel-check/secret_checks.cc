// secrets: a card number or a key is nowhere but in the body of a message that needs it.
#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "plugin-sdk/channel-check/check.h"
#include "plugin-sdk/channel-check/fixture_trial.h"
#include "plugin-sdk/channel-check/trial.h"

namespace tollgate::kit {
namespace {

using Json = nlohmann::json;
using channel::WireStatus;

// Where in what a trial left behind `secret` is; empty: nowhere it must not be.
std::string place_of(std::string_view secret, const Trial& trial, bool in_headers_too) {
  const auto in = [&](std::string_view text) {
    return text.find(secret) != std::string_view::npos;
  };
  for (const auto& message : trial.messages) {
    if (in(message.url)) return "the URL of a message";
    if (in(message.correlation_key)) return "a correlation key";
    for (const auto& [name, value] : message.headers)
      if (in_headers_too && in(value)) return "the header " + name;
  }
  const Outcome& outcome = trial.outcome;
  if (in(outcome.message) || in(outcome.channel_reference) || in(outcome.code) ||
      in(outcome.channel_code) || in(outcome.authorization_code))
    return "the outcome";
  for (const auto& [key, value] : outcome.data)
    if (in(value)) return "the data of the outcome";
  return {};
}

// Every way an operation of the channel can go here.
template <class Look>
Verdict in_every_trial(Subject& subject, const Look& look) {
  for (const OperationKind kind : subject.kinds())
    for (const auto& answerer :
         {always(WireStatus::no_reply), always(200, "{}"), always(200, std::string(kCanaryCard))})
      if (auto verdict = look(run(subject, Ask(kind), answerer));
          verdict.finding != Finding::passed)
        return verdict;
  for (const Fixture& fixture : subject.options().fixtures)
    if (auto verdict = look(run(subject, fixture)); verdict.finding != Finding::passed)
      return verdict;
  return passed();
}

Verdict card(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  if (subject.description().traits.needs_card.empty()) return skipped("It is shown no card.");
  return in_every_trial(subject, [](const Trial& trial) {
    if (trial.fault == kCardInOutcome) return failed("The card number is in an outcome.");
    const std::string place = place_of(kCanaryCard, trial, true);
    return place.empty() ? passed() : failed("The card number is in " + place + ".");
  });
}

Verdict settings_told(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  const auto secrets = subject.secret_settings();
  if (secrets.empty()) return skipped("It has no secret setting (\"writeOnly\" in the schema).");
  return in_every_trial(subject, [&](const Trial& trial) {
    for (const auto& [name, value] : secrets) {
      const std::string place =
          value.size() < kSecretBytesMin ? std::string() : place_of(value, trial, false);
      if (!place.empty())
        return failed(fmt::format("The secret setting {} is in {}.", name, place));
    }
    return passed();
  });
}

// A secret that is wrong in any way is refused without being repeated.
Verdict sentences(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  const Json schema = Json::parse(subject.description().settings_schema, nullptr, false);
  const auto library = subject.load();
  const std::string canary = "canary-8fd1c0";
  const Json properties = schema.is_object() ? schema.value("properties", Json::object()) : Json();
  for (const auto& [name, property] : properties.items()) {
    if (!property.value("writeOnly", false)) continue;
    for (const Json& value : {Json(canary), Json::array({canary}), Json({{canary, canary}})}) {
      Json wrong = Json::parse(subject.options().settings);
      wrong[name] = value;
      // The raw sentence: the gateway would blot the secret out.
      const std::string json = wrong.dump();
      const tollgate_settings raw = {sizeof raw, 0, {"check", 5}, {json.data(), json.size()}};
      std::string room(TOLLGATE_SENTENCE_MAX, '\0');
      tollgate_buffer sentence = {room.data(), room.size(), 0};
      tollgate_channel* channel = (*library)->entry().create(subject.host(), &raw, &sentence);
      if (channel != nullptr) channel->destroy(channel);
      if (room.substr(0, sentence.size).find(canary) != std::string::npos)
        return failed("Its sentence about a bad setting repeats the secret " + name + ".");
    }
  }
  return passed();
}

Verdict prints_nothing(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  Verdict verdict = in_every_trial(subject, [](const Trial&) { return passed(); });
  std::fflush(nullptr);
  if (::lseek(STDOUT_FILENO, 0, SEEK_END) > 0)  // from its loading on
    return failed("It prints to standard output or standard error, where a card number may end.");
  return verdict;
}

}  // namespace

std::span<const Check> secret_checks() {
  static constexpr Check kChecks[] = {
      {"secrets.card", "The card number is in no URL, header, key or outcome.", &card},
      {"secrets.settings", "No secret setting is in a URL, key or outcome.", &settings_told},
      {"secrets.sentences", "A sentence about a bad setting does not repeat a secret.", &sentences},
      {"secrets.prints_nothing", "It prints nothing.", &prints_nothing},
  };
  return kChecks;
}

}  // namespace tollgate::kit
