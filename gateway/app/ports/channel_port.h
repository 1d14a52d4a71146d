// ChannelPort: carries an operation to a channel and brings back one of the five outcomes. Two
// implementations: adapters/channel (plugins, sockets) and the simulation's faulty channel.
// Safe from any thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/app/task.h"
#include "gateway/base/secret.h"
#include "gateway/payment/operation.h"
#include "gateway/payment/payment.h"

namespace tollgate {

// How an operation of unknown outcome is settled; declared by the channel for each kind.
enum class Recovery : std::uint8_t {
  none = 0,                 // nothing is safe: park it for a person
  idempotent_by_reference,  // send it again: the channel answers what it answered before
  queryable,                // ask with a query; believe "not found" after the settle time only
  reversible,               // undo it with a void that is repeated until answered
};

// A card in the clear, for the moment of one call.
struct CardData {
  Secret number;
  Secret cvc;  // empty when the payer did not give it or it was used
  int expiry_month = 0;
  int expiry_year = 0;
  std::string holder;
};

struct ChannelCall {
  Operation operation;
  std::optional<Operation> original;             // what a capture, void, refund or query is about
  std::string method{kCardMethod};               // how the payer pays
  std::optional<CardData> card;                  // for authorize, sale and refund by card
  std::optional<Authentication> authentication;  // given to the channel beside the card
  std::string merchant_reference;
  std::string description;
  std::optional<FxQuote> fx_quote;                     // of a sale or payout: what was promised
  OperationKind quoted_kind = OperationKind::unknown;  // of a quote: what it is for
  Metadata metadata;  // the merchant's own; a query that a payment did not ask for has none
  std::optional<Party> counterparty;  // the payment's, and so is
  std::string purpose;

  explicit ChannelCall(Operation asked) : operation(std::move(asked)) {}
};

// Which amounts a channel takes of a currency.
struct CurrencyLimit {
  std::optional<Currency> currency;  // nothing: every one that has no limit of its own
  std::int64_t minimum_minor = 0;
  std::int64_t maximum_minor = 0;
};

struct ChannelTraits {
  std::string channel;  // the plugin's id: "card"
  std::vector<OperationKind> operations;
  std::vector<OperationKind> needs_card;  // those that are given the card
  std::vector<Currency> currencies;       // empty: all
  std::vector<CurrencyLimit> limits;      // empty: any amount
  std::vector<std::string> methods;       // "card"
  bool partial_capture = false;
  bool multiple_capture = false;
  bool partial_void = false;  // releases what captures left of a hold
  bool partial_refund = false;
  std::chrono::milliseconds query_settle_time{0};
  std::vector<std::pair<OperationKind, Recovery>> recovery;

  bool takes(const Money& amount) const {
    const CurrencyLimit* limit = nullptr;
    for (const auto& each : limits) {
      if (each.currency == amount.currency()) {
        limit = &each;
        break;
      }
      if (!each.currency) limit = &each;
    }
    if (limit != nullptr)
      return amount.minor() >= limit->minimum_minor && amount.minor() <= limit->maximum_minor;
    bool named = currencies.empty();
    for (const auto currency : currencies) named = named || currency == amount.currency();
    return named && limits.empty();
  }
  Recovery recovery_of(OperationKind kind) const {
    for (const auto& [of, how] : recovery)
      if (of == kind) return how;
    return Recovery::none;
  }
  bool needs_card_for(OperationKind kind) const {
    return std::find(needs_card.begin(), needs_card.end(), kind) != needs_card.end();
  }
  bool supports(OperationKind kind) const {
    for (const auto of : operations)
      if (of == kind) return true;
    return false;
  }
};

class ChannelPort {
 public:
  virtual ~ChannelPort() = default;

  // Never fails: silence, garbage and a broken plugin are `unknown`; what provably never left is
  // `not_sent`. Returns within the channel account's deadline.
  virtual Task<Outcome> execute(ChannelCall call) = 0;

  // Null when no channel account has the name. The pointer stays valid as long as the port.
  virtual const ChannelTraits* find_traits(std::string_view channel_account) const = 0;
  // How long execute may take at most; the resolver does not look at an operation before.
  virtual std::chrono::milliseconds deadline(std::string_view channel_account) const = 0;
  // Different for every operation of a channel account within its matching window; 0 when no
  // account has the name: what is made for it then ends not_sent.
  virtual std::uint64_t next_sequence(std::string_view channel_account) = 0;
};

}  // namespace tollgate
