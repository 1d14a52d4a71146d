// Ask: an operation the kit asks of a channel; everything it does not say follows from its number,
// so that the same ask is the same request. Asked: the request made of it. Trial: what came of it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/adapters/channel/plugin_request.h"
#include "gateway/adapters/channel/wire.h"
#include "plugin-sdk/channel-check/subject.h"

namespace tollgate::kit {

// A number that no brand gives out and that passes its check digit: where it turns up, it leaked.
inline constexpr std::string_view kCanaryCard = "4929737373737379";

struct Ask {
  explicit Ask(OperationKind asked) : kind(asked) {}

  OperationKind kind;
  int number = 1;  // which operation: its ids, sequence, time and random bytes follow
  std::uint32_t attempt = 1;
  std::optional<Money> amount;  // nothing: 19.99 of the channel's first currency, or its limit
  std::string method;     // empty: by card where the channel takes cards, otherwise its first one
  bool with_card = true;  // as far as the channel needs one
  std::string card_number = std::string(kCanaryCard);
  bool with_original = true;
  std::optional<Operation> original;  // instead of the one that is made up
  std::string merchant_reference = "order-1001";
  std::string description = "Two coffees";
  bool final_capture = true;
  // What the merchant says: where it is nothing, that of the first fixture of this kind.
  Metadata metadata;
  std::optional<Party> counterparty;
  std::string purpose;
  OperationKind quoted_kind = OperationKind::sale;  // of a quote: what it is for
  std::optional<Exchange> quote;                    // the promise that it is made with
};

// Whether an operation of this kind is about an earlier one.
inline bool is_about_another(OperationKind kind) {
  return kind == OperationKind::capture || kind == OperationKind::void_payment ||
         kind == OperationKind::refund || kind == OperationKind::query;
}
// An amount the channel takes: of `currency`, or of its first one.
std::optional<Money> amount_for(const Subject& subject, std::int64_t minor,
                                std::optional<Currency> currency = std::nullopt);
// The operation of a kind that `number` stands for, as if it had been approved.
Operation operation_numbered(OperationKind kind, int number, const Money& amount);

class Asked {
 public:
  Asked(const Subject& subject, const Ask& ask);
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  const channel::PluginRequest& request() const { return *request_; }

 private:
  ChannelCall call_;
  std::unique_ptr<channel::PluginRequest> request_;
};

struct Trial {
  std::vector<channel::WireMessage> messages;
  Outcome outcome;    // unknown where the plugin broke its contract
  std::string fault;  // how it did; empty: it did not
};

// The gateway's words for an outcome with the card number in it: secrets.card speaks of that.
inline constexpr std::string_view kCardInOutcome = "Its outcome repeats the card number.";
inline bool breaks_contract(const Trial& trial) {
  return !trial.fault.empty() && trial.fault != kCardInOutcome;
}

// The reply to the message of this number, from 0.
using Answerer = std::function<channel::WireReply(const channel::WireMessage&, std::size_t)>;

Trial run(const Subject& subject, const channel::PluginRequest& request, const Answerer& answerer);
Trial run(const Subject& subject, const Ask& ask, const Answerer& answerer);
// Up to its first message, which is never answered.
Trial begin_only(const Subject& subject, const Ask& ask);

Answerer always(channel::WireStatus status);
Answerer always(int http_status, std::string body);

// All that leaves the gateway with a message, as one text to compare.
std::string bytes_of(const channel::WireMessage& message);
std::string bytes_of(const std::vector<channel::WireMessage>& messages);

}  // namespace tollgate::kit
