#include "plugin-sdk/channel-check/trial.h"

#include <algorithm>

#include "gateway/adapters/channel/plugin_operation.h"
#include "gateway/adapters/channel/step_reader.h"

namespace tollgate::kit {
namespace {

using channel::WireMessage;
using channel::WireReply;
using channel::WireStatus;

constexpr std::int64_t kFirstTime = 1'795'264'200'000'000;  // 2026-11-21T12:30:00Z
constexpr std::int64_t kSecond = 1'000'000;

// Bytes that follow from a number alone.
class NumberedRandom final : public Random {
 public:
  explicit NumberedRandom(std::uint64_t number) : rng_(number) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(rng_());
  }

 private:
  std::mt19937_64 rng_;
};

std::optional<OperationKind> original_kind(const Subject& subject, OperationKind kind) {
  const auto& traits = subject.description().traits;
  const auto first_of = [&](std::initializer_list<OperationKind> kinds) {
    const auto at = std::find_if(kinds.begin(), kinds.end(),
                                 [&](OperationKind each) { return traits.supports(each); });
    return at == kinds.end() ? OperationKind::sale : *at;
  };
  switch (kind) {
    case OperationKind::capture:
      return OperationKind::authorize;
    case OperationKind::refund:
      return first_of({OperationKind::sale, OperationKind::capture});
    case OperationKind::void_payment:
    case OperationKind::query:
      return first_of({OperationKind::authorize, OperationKind::sale, OperationKind::payout});
    default:
      return std::nullopt;
  }
}

CardData card_of(const std::string& number) {
  CardData card;
  card.number = Secret(number);
  card.cvc = Secret("739");
  card.expiry_month = 12;
  card.expiry_year = 2030;
  card.holder = "Ada Lovelace";
  return card;
}

std::string method_for(const Subject& subject) {
  const auto& methods = subject.description().traits.methods;
  const auto card = std::find(methods.begin(), methods.end(), kCardMethod);
  return card == methods.end() ? methods.front() : *card;
}

// What a merchant has to say for an operation of this kind, the author has shown in a fixture.
void say(const Subject& subject, const Ask& ask, ChannelCall& call) {
  call.metadata = ask.metadata;
  call.counterparty = ask.counterparty;
  call.purpose = ask.purpose;
  if (!call.metadata.empty() || call.counterparty) return;
  for (const auto& fixture : subject.options().fixtures) {
    if (fixture.kind != ask.kind || (fixture.metadata.empty() && !fixture.counterparty)) continue;
    call.metadata = fixture.metadata;
    call.counterparty = fixture.counterparty;
    call.purpose = fixture.purpose;
    return;
  }
}

ChannelCall call_of(const Subject& subject, const Ask& ask) {
  const auto fallback = amount_for(subject, 1999);
  ChannelCall call(operation_numbered(ask.kind, ask.number, ask.amount ? *ask.amount : *fallback));
  call.operation.outcome = {};
  call.operation.attempt = ask.attempt;
  call.operation.final_capture = ask.final_capture;
  call.merchant_reference = ask.merchant_reference;
  call.description = ask.description;
  call.method = ask.method.empty() ? method_for(subject) : ask.method;
  say(subject, ask, call);
  if (ask.with_card && call.method == kCardMethod) call.card = card_of(ask.card_number);
  if (ask.kind == OperationKind::quote) call.quoted_kind = ask.quoted_kind;
  if (ask.quote) call.fx_quote.emplace(call.operation.amount, *ask.quote);
  const auto original = original_kind(subject, ask.kind);
  if (ask.with_original && original)
    call.original =
        ask.original ? *ask.original
                     : operation_numbered(*original, ask.number + 500'000, call.operation.amount);
  return call;
}

channel::RequestRandom random_of(int number) {
  channel::RequestRandom bytes;
  NumberedRandom(static_cast<std::uint64_t>(number) + 77).fill(bytes);
  return bytes;
}

}  // namespace

std::optional<Money> amount_for(const Subject& subject, std::int64_t minor,
                                std::optional<Currency> currency) {
  const auto& limits = subject.description().limits;
  const auto named = std::find_if(limits.begin(), limits.end(),
                                  [](const auto& limit) { return limit.currency != "*"; });
  const Currency first =
      *Currency::parse(named == limits.end() ? std::string_view("EUR") : named->currency);
  const Currency wanted = currency.value_or(first);
  const auto* limit = subject.description().limit_of(wanted);
  if (limit == nullptr) return std::nullopt;
  return Money(std::clamp(minor, limit->minimum_minor, limit->maximum_minor), wanted);
}

Operation operation_numbered(OperationKind kind, int number, const Money& amount) {
  const auto time = from_unix_micros(kFirstTime + number * kSecond);
  NumberedRandom random(static_cast<std::uint64_t>(number));
  Operation operation(amount);
  operation.id = OperationId::make(time, random);
  operation.payment_id = PaymentId::make(time, random);
  operation.kind = kind;
  operation.channel_account = "check";
  operation.sequence = static_cast<std::uint64_t>(number);
  operation.created_at = time;
  operation.outcome.kind = OutcomeKind::approved;
  operation.outcome.channel_reference = "REF" + std::to_string(number);
  operation.outcome.authorization_code = "A1B2C3";
  return operation;
}

Asked::Asked(const Subject& subject, const Ask& ask)
    : call_(call_of(subject, ask)),
      request_(std::make_unique<channel::PluginRequest>(subject.channel(), call_,
                                                        random_of(ask.number))) {}

Trial run(const Subject& subject, const channel::PluginRequest& request, const Answerer& answerer) {
  Trial trial;
  channel::PluginOperation operation(subject.channel(), request);
  const tollgate_step* step = operation.begin();
  for (;;) {
    auto next = channel::read_step(step, request);
    if (!next) {
      trial.fault = next.error().message;
      return trial;
    }
    if (next->outcome) {
      trial.outcome = std::move(*next->outcome);
      return trial;
    }
    if (trial.messages.size() == TOLLGATE_STEPS_MAX) {
      trial.fault = "It wants to send without end.";
      return trial;
    }
    trial.messages.push_back(std::move(*next->message));
    step = operation.resume(answerer(trial.messages.back(), trial.messages.size() - 1));
  }
}

Trial run(const Subject& subject, const Ask& ask, const Answerer& answerer) {
  const Asked asked(subject, ask);
  return run(subject, asked.request(), answerer);
}

Trial begin_only(const Subject& subject, const Ask& ask) {
  const Asked asked(subject, ask);
  Trial trial;
  channel::PluginOperation operation(subject.channel(), asked.request());
  auto step = channel::read_step(operation.begin(), asked.request());
  if (!step) trial.fault = step.error().message;
  if (step && step->message) trial.messages.push_back(std::move(*step->message));
  if (step && step->outcome) trial.outcome = std::move(*step->outcome);
  return trial;
}

Answerer always(WireStatus status) {
  return [status](const WireMessage&, std::size_t) { return WireReply(status, "kit"); };
}

Answerer always(int http_status, std::string body) {
  return [http_status, body = std::move(body)](const WireMessage& message, std::size_t) {
    WireReply reply(WireStatus::ok, "kit");
    if (message.kind == channel::WireKind::http) reply.http_status = http_status;
    reply.body = Secret(body);
    return reply;
  };
}

std::string bytes_of(const WireMessage& message) {
  std::string all = message.method + " " + message.url + "\n";
  for (const auto& [name, value] : message.headers)
    all.append(name).append(": ").append(value).append("\n");
  all.append(message.correlation_key + "\n").append(message.body.reveal());
  return all;
}

std::string bytes_of(const std::vector<WireMessage>& messages) {
  std::string all;
  for (const auto& message : messages) all += bytes_of(message) + "\n";
  return all;
}

}  // namespace tollgate::kit
