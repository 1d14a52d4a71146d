// fuzz: bytes of chance. The seed is the kit's; the same one makes the same bytes.
#include <fmt/format.h>

#include "gateway/adapters/channel/plugin_notification.h"
#include "plugin-sdk/channel-check/check.h"
#include "plugin-sdk/channel-check/fixture_trial.h"
#include "plugin-sdk/channel-check/statement_trial.h"
#include "plugin-sdk/channel-check/trial.h"

namespace tollgate::kit {
namespace {

using channel::WireReply;
using channel::WireStatus;

constexpr std::size_t kChangesMax = 8;

class Chance {
 public:
  explicit Chance(std::mt19937_64& rng) : rng_(rng) {}

  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : rng_() % limit; }

  std::string bytes(std::size_t most) {
    std::string made(below(most + 1), '\0');
    for (char& c : made) c = static_cast<char>(rng_());
    return made;
  }

  // A few bytes changed, taken out, put in or doubled.
  std::string changed(std::string text) {
    for (std::size_t change = 0; change <= below(kChangesMax); ++change) {
      const std::size_t at = below(text.size() + 1);
      switch (below(4)) {
        case 0:
          if (at < text.size()) text[at] = static_cast<char>(rng_());
          break;
        case 1:
          text.erase(at, below(16));
          break;
        case 2:
          text.insert(at, bytes(8));
          break;
        default:
          text.insert(at, text.substr(below(text.size() + 1), below(64)));
      }
    }
    return text;
  }

 private:
  std::mt19937_64& rng_;
};

WireReply reply_of_chance(Chance& chance, const WireReply* recorded) {
  static constexpr std::array<int, 8> kStatuses = {200, 201, 202, 400, 404, 409, 500, 503};
  WireReply reply(WireStatus::ok, "kit");
  reply.http_status = kStatuses[chance.below(kStatuses.size())];
  if (recorded != nullptr && recorded->status == WireStatus::ok) {
    if (chance.below(2) == 0) reply.http_status = recorded->http_status;
    reply.headers = recorded->headers;
    reply.body = Secret(chance.changed(std::string(recorded->body.reveal())));
  } else {
    reply.body = Secret(chance.bytes(300));
  }
  return reply;
}

Verdict replies(Subject& subject) {
  if (!keeps_contract(subject)) return skipped("See bounds.contract.");
  Chance chance(subject.rng());
  const auto& fixtures = subject.options().fixtures;
  for (int round = 0; round < subject.options().fuzz_rounds; ++round) {
    const Fixture* fixture = fixtures.empty() || chance.below(8) == 0
                                 ? nullptr
                                 : &fixtures[chance.below(fixtures.size())];
    const Ask ask = fixture != nullptr ? ask_of(*fixture)
                                       : Ask(subject.kinds()[chance.below(subject.kinds().size())]);
    const Trial trial = run(subject, ask, [&](const channel::WireMessage&, std::size_t number) {
      const bool recorded = fixture != nullptr && number < fixture->exchanges.size();
      return reply_of_chance(chance, recorded ? &fixture->exchanges[number].reply : nullptr);
    });
    if (breaks_contract(trial))
      return failed(
          fmt::format("Round {} of seed {}: {}", round, subject.options().seed, trial.fault));
  }
  return passed();
}

Verdict frames(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  if (!subject.channel().speaks_in_frames()) return skipped("It does not speak in frames.");
  Chance chance(subject.rng());
  std::vector<std::string> recorded;
  for (const auto& fixture : subject.options().fixtures)
    for (const auto& exchange : fixture.exchanges)
      recorded.emplace_back(exchange.reply.body.reveal());
  for (int round = 0; round < subject.options().fuzz_rounds; ++round)
    (void)subject.channel().correlate(
        recorded.empty() || chance.below(4) == 0
            ? chance.bytes(400)
            : chance.changed(recorded[chance.below(recorded.size())]));
  return passed();
}

Verdict mutated_notifications(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  if (subject.channel().notify() == nullptr) return skipped("It has no notifications.");
  Chance chance(subject.rng());
  const auto& recorded = subject.options().notifications;
  for (int round = 0; round < subject.options().fuzz_rounds; ++round) {
    RawNotification notification;
    if (!recorded.empty()) notification = recorded[chance.below(recorded.size())].notification;
    const std::string genuine = notification.body;
    notification.body = recorded.empty() ? chance.bytes(300) : chance.changed(genuine);
    for (auto& header : notification.headers)
      if (chance.below(4) == 0) header.second = chance.changed(header.second);
    bool fault = false;
    const auto reading = channel::read_plugin_notification(subject.channel(), notification, fault);
    if (fault)
      return failed(
          fmt::format("Round {} of seed {}: {}", round, subject.options().seed, reading.sentence));
    if (reading.accepted && notification.body != genuine)
      return failed(fmt::format("Round {} of seed {}: it accepts a body that nobody signed.", round,
                                subject.options().seed));
  }
  return passed();
}

Verdict mutated_statements(Subject& subject) {
  Verdict otherwise;
  const auto recorded = whole_statements(subject, otherwise);
  if (recorded.empty()) return otherwise;
  Chance chance(subject.rng());
  for (int round = 0; round < subject.options().fuzz_rounds; ++round) {
    const StatementFixture& fixture = *recorded[chance.below(recorded.size())];
    const std::string bytes =
        chance.below(8) == 0 ? chance.bytes(400) : chance.changed(fixture.bytes);
    const StatementTrial trial = read(subject, bytes, fixture.file_name);
    if (trial.plugin_fault)
      return failed(fmt::format("Round {} of seed {}: {}", round, subject.options().seed,
                                trial.problem.sentence));
  }
  return passed();
}

// Settings that an operator mistyped.
Verdict mutated_settings(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  Chance chance(subject.rng());
  const tollgate_entry& entry = subject.library().entry();
  for (int round = 0; round < subject.options().fuzz_rounds; ++round) {
    const std::string json = chance.changed(subject.options().settings);
    const tollgate_settings raw = {sizeof raw, 0, {"check", 5}, {json.data(), json.size()}};
    std::array<char, TOLLGATE_SENTENCE_MAX> room;
    tollgate_buffer sentence = {room.data(), room.size(), 0};
    tollgate_channel* channel = entry.create(subject.host(), &raw, &sentence);
    if (channel != nullptr) {
      channel->destroy(channel);
    } else if (sentence.size == 0 || sentence.size > room.size()) {
      return failed(fmt::format("Round {} of seed {}: it refuses settings without a sentence.",
                                round, subject.options().seed));
    }
  }
  return passed();
}

}  // namespace

std::span<const Check> fuzz_checks() {
  static constexpr Check kChecks[] = {
      {"fuzz.replies", "No reply makes it crash or break the contract.", &replies},
      {"fuzz.frames", "No frame makes it crash.", &frames},
      {"fuzz.notifications", "No notification makes it crash, or believe what is not signed.",
       &mutated_notifications},
      {"fuzz.statements", "No statement makes it crash or break the contract.",
       &mutated_statements},
      {"fuzz.settings", "No settings make it crash; what it refuses it gives a reason for.",
       &mutated_settings},
  };
  return kChecks;
}

}  // namespace tollgate::kit
