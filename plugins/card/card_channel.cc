// The card channel: ISO 8583:1987 over framed TCP. Every operation is one message and its answer;
// what to send is compose.cc's, what the answer means is answer.cc's.
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "plugins/card/answer.h"
#include "plugins/card/codec.h"
#include "plugins/card/compose.h"
#include "plugins/card/correlation.h"
#include "plugins/card/sealed.h"
#include "plugins/card/settings.h"
#include "plugins/card/statement.h"
#include "tollgate/channel.hpp"

namespace {

using namespace tollgate::card;
using namespace tollgate::sdk;

class CardChannel final : public Channel {
 public:
  explicit CardChannel(Settings settings) : settings_(std::move(settings)) {}

  static std::unique_ptr<CardChannel> create(std::string_view settings_json, std::string& problem) {
    auto settings = parse_settings(settings_json, problem);
    return settings ? std::make_unique<CardChannel>(std::move(*settings)) : nullptr;
  }

  Operation authorize(Request request) const override { return exchange(request); }
  Operation sale(Request request) const override { return exchange(request); }
  Operation capture(Request request) const override { return exchange(request); }
  Operation void_original(Request request) const override { return exchange(request); }
  Operation refund(Request request) const override { return exchange(request); }
  Operation sign_on(Request request) const override { return exchange(request); }
  Operation sign_off(Request request) const override { return exchange(request); }
  Operation echo(Request request) const override { return exchange(request); }

  Framing framing() const override {
    Framing framing;
    framing.addresses = settings_.addresses;
    framing.tls = settings_.tls;
    framing.in_flight_max = settings_.in_flight_max;
    return framing;
  }

  Session session() const override {
    Session session;
    session.echo_interval_ms = settings_.echo_interval_ms;
    if (settings_.sign_on) {
      session.on_connect = {TOLLGATE_OPERATION_SIGN_ON};
      session.on_disconnect = {TOLLGATE_OPERATION_SIGN_OFF};
    }
    return session;
  }

  tollgate_frame_kind correlate(std::string_view frame, std::string& key) const override {
    std::string problem;
    const auto message = decode(*settings_.dialect, frame, problem);
    if (!message) return TOLLGATE_FRAME_UNREADABLE;
    if (answer_type(message->type())) return TOLLGATE_FRAME_UNSOLICITED;
    key = correlation_key(*message, message->type());
    return key.empty() ? TOLLGATE_FRAME_UNREADABLE : TOLLGATE_FRAME_REPLY;
  }

  bool has_statements() const override { return true; }
  std::unique_ptr<StatementReader> read_statement(const StatementFile& file) const override {
    return open_statement(settings_, file.bytes);
  }

 private:
  Operation exchange(Request request) const {
    const auto message = compose(settings_, request);
    if (!message) {
      co_return Outcome::not_sent(TOLLGATE_CODE_UNUSABLE_REQUEST,
                                  "The request lacks the card or the original operation, or voids "
                                  "a part of what is no hold.");
    }
    std::string problem;
    auto bytes = seal(settings_, *message, problem);
    if (!bytes) co_return Outcome::not_sent(TOLLGATE_CODE_UNUSABLE_REQUEST, problem);

    Frame frame(std::move(*bytes), correlation_key(*message, *answer_type(message->type())));
    frame.timeout_ms = settings_.timeout_ms;
    const Reply reply = co_await std::move(frame);
    co_return read_answer(settings_, request, *message, reply);
  }

  const Settings settings_;
};

// An advice may be repeated for ever; anything else of unknown outcome is reversed (0420).
Descriptor card_descriptor() {
  constexpr auto kReversible = TOLLGATE_RECOVERY_REVERSIBLE;
  constexpr auto kIdempotent = TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE;
  constexpr auto kAnyTimes = TOLLGATE_TAKES_PARTIAL | TOLLGATE_TAKES_MULTIPLE;
  return {
      .id = "tollgate.card",
      .name = "Card (ISO 8583)",
      .vendor = "Tollgate",
      .version = "0.1.0",
      .operations = {{TOLLGATE_OPERATION_AUTHORIZE, kReversible, TOLLGATE_NEEDS_CARD},
                     {TOLLGATE_OPERATION_SALE, kReversible, TOLLGATE_NEEDS_CARD},
                     {TOLLGATE_OPERATION_CAPTURE, kIdempotent, kAnyTimes},
                     {TOLLGATE_OPERATION_VOID, kIdempotent, TOLLGATE_TAKES_PARTIAL},
                     {TOLLGATE_OPERATION_REFUND, kReversible, kAnyTimes},
                     {TOLLGATE_OPERATION_SIGN_ON, kIdempotent},
                     {TOLLGATE_OPERATION_SIGN_OFF, kIdempotent},
                     {TOLLGATE_OPERATION_ECHO, kIdempotent}},
      .methods = {"card"},
      .currencies = {{"*", 1, 999'999'999'999}},  // element 4 has twelve digits
      .settings_schema = kSettingsSchema,
  };
}

}  // namespace

TOLLGATE_CHANNEL(CardChannel, card_descriptor())
