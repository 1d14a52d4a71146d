// bounds: whatever it is given within the contract, what it gives is within the contract.
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "plugin-sdk/channel-check/check.h"
#include "plugin-sdk/channel-check/fixture_trial.h"
#include "plugin-sdk/channel-check/trial.h"

namespace tollgate::kit {
namespace {

using channel::WireReply;
using channel::WireStatus;

// Steps that the gateway would refuse as a breach of the contract.
Verdict contract(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  for (const OperationKind kind : subject.kinds())
    for (const auto& answerer : {always(WireStatus::no_reply), always(WireStatus::closed),
                                 always(WireStatus::not_sent), always(200, "{}"), always(404, "")})
      if (const Trial trial = run(subject, Ask(kind), answerer); breaks_contract(trial))
        return failed(fmt::format("{}: {}", to_text(kind), trial.fault));
  for (const Fixture& fixture : subject.options().fixtures)
    if (const Trial trial = run(subject, fixture); breaks_contract(trial))
      return failed(fmt::format("{}: {}", fixture.name, trial.fault));
  return passed();
}

Verdict long_texts(Subject& subject) {
  if (contract(subject).finding != Finding::passed) return skipped("See bounds.contract.");
  std::string wide;
  for (int i = 0; i < 500; ++i) wide += "\xe2\x82\xac\"<&\\";
  for (const OperationKind kind : subject.kinds())
    for (const std::string& text :
         {std::string(), wide, std::string(255, '\n'), std::string(64, '\0')}) {
      Ask ask(kind);
      ask.description = text;
      ask.merchant_reference = text;
      if (const Trial trial = run(subject, ask, always(WireStatus::no_reply));
          breaks_contract(trial))
        return failed(fmt::format("{} with a description of {} bytes: {}", to_text(kind),
                                  text.size(), trial.fault));
    }
  return passed();
}

Verdict long_replies(Subject& subject) {
  if (contract(subject).finding != Finding::passed) return skipped("See bounds.contract.");
  WireReply big(WireStatus::ok, "kit");
  big.http_status = 200;
  big.body = Secret(std::string(TOLLGATE_BODY_MAX, '{'));
  for (int i = 0; i < TOLLGATE_HEADERS_MAX; ++i)
    big.headers.emplace_back("x-" + std::to_string(i), std::string(2000, 'v'));
  const auto answerer = [&](const channel::WireMessage&, std::size_t) { return big; };
  for (const OperationKind kind : subject.kinds())
    if (const Trial trial = run(subject, Ask(kind), answerer); breaks_contract(trial))
      return failed(fmt::format("{} with a reply of a mebibyte: {}", to_text(kind), trial.fault));
  return passed();
}

// A host that is older than the plugin: its structs end where version 1 ended, and what follows
// cannot be read.
Verdict old_host(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  void* room =
      ::mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) return failed("The kit has no memory left.");
  ::mprotect(static_cast<char*>(room) + page, page, PROT_NONE);
  constexpr std::size_t kFirstVersion = offsetof(tollgate_request, final_capture);
  auto* request =
      reinterpret_cast<tollgate_request*>(static_cast<char*>(room) + page - kFirstVersion);
  const tollgate_channel& raw = subject.channel().raw();
  for (const OperationKind kind : subject.kinds()) {
    const Asked asked(subject, Ask(kind));
    std::memcpy(static_cast<void*>(request), &asked.request().raw(), kFirstVersion);
    request->size = kFirstVersion;
    tollgate_operation* operation = nullptr;
    const tollgate_step* step = raw.begin(&raw, request, &operation);
    const bool right = step != nullptr && step->size >= sizeof(tollgate_step);
    if (operation != nullptr) raw.finish(&raw, operation);
    if (!right)
      return failed(
          fmt::format("{}: to a request of the first version it gives no step.", to_text(kind)));
  }
  return passed();
}

Verdict correlate(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  if (!subject.channel().speaks_in_frames()) return skipped("It does not speak in frames.");
  const auto* framing = static_cast<const tollgate_framing*>(
      subject.channel().raw().ability(&subject.channel().raw(), TOLLGATE_FRAMING));
  std::array<char, TOLLGATE_CORRELATION_KEY_MAX> room;
  for (const std::size_t size : {0UL, 1UL, 2UL, 20UL, 200UL, 65535UL}) {
    const std::string frame(size, '\xff');
    tollgate_buffer key = {room.data(), room.size(), 0};
    framing->correlate(&subject.channel().raw(), {frame.data(), frame.size()}, &key);
    if (key.size > room.size())
      return failed(
          fmt::format("Of a frame of {} bytes it writes a key of {} bytes.", size, key.size));
  }
  for (const Fixture& fixture : subject.options().fixtures) {
    const Trial trial = run(subject, fixture);
    for (std::size_t i = 0; i < trial.messages.size() && i < fixture.exchanges.size(); ++i) {
      const WireReply& reply = fixture.exchanges[i].reply;
      const auto known = subject.channel().correlate(reply.body.reveal());
      if (reply.status == WireStatus::ok && trial.messages[i].expects_reply &&
          known.key != trial.messages[i].correlation_key)
        return failed(fmt::format("{}: it does not know the recorded answer to its message {}.",
                                  fixture.name, i + 1));
    }
  }
  return passed();
}

}  // namespace

bool keeps_contract(Subject& subject) { return contract(subject).finding == Finding::passed; }

std::span<const Check> bounds_checks() {
  static constexpr Check kChecks[] = {
      {"bounds.contract", "Its steps, messages and outcomes are as the contract has them.",
       &contract},
      {"bounds.long_texts", "Texts of a payment may be long, empty, or any UTF-8.", &long_texts},
      {"bounds.long_replies", "A reply may be as large as the host lets through.", &long_replies},
      {"bounds.old_host", "It reads nothing that an older host did not give.", &old_host},
      {"bounds.correlate", "It knows its answers, and no frame makes it write too much.",
       &correlate},
  };
  return kChecks;
}

}  // namespace tollgate::kit
