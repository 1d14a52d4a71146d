// money: every amount is said exactly, in its currency, or not at all.
#include <fmt/format.h>

#include <limits>
#include <map>

#include "plugin-sdk/channel-check/check.h"
#include "plugin-sdk/channel-check/trial.h"

namespace tollgate::kit {
namespace {

constexpr std::array<std::string_view, 4> kCurrencies = {"EUR", "JPY", "KWD", "USD"};

bool says_amounts(OperationKind kind) {
  return kind != OperationKind::query && kind != OperationKind::void_payment;
}

// The first message of the kind for this amount; empty when it sends none.
std::string first_message(Subject& subject, OperationKind kind, const Money& amount) {
  Ask ask(kind);
  ask.amount = amount;
  const Trial trial = begin_only(subject, ask);
  return trial.messages.empty() ? std::string() : bytes_of(trial.messages.front());
}

// Two different amounts in one message would be told apart by nobody.
Verdict amounts(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  for (const std::string_view code : kCurrencies) {
    const Currency currency = *Currency::parse(code);
    for (const OperationKind kind : subject.kinds()) {
      std::map<std::string, std::int64_t> seen;
      for (const std::int64_t minor : {1L, 10L, 99L, 100L, 1999L, 199900L, 999'999'999L}) {
        const auto amount = amount_for(subject, minor, currency);
        if (!amount || amount->minor() != minor || !says_amounts(kind)) continue;
        const std::string message = first_message(subject, kind, *amount);
        const auto [at, is_new] = seen.emplace(message, minor);
        if (!message.empty() && !is_new)
          return failed(fmt::format("{} of {} and of {} minor units of {} send the same message.",
                                    to_text(kind), at->second, minor, code));
      }
    }
  }
  return passed();
}

Verdict currencies(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  bool any = false;
  for (const OperationKind kind : subject.kinds()) {
    if (is_about_another(kind)) continue;
    std::map<std::string, std::string_view> seen;
    for (const std::string_view code : kCurrencies) {
      const auto amount = amount_for(subject, 100'000, Currency::parse(code));
      if (!amount) continue;
      const std::string message = first_message(subject, kind, *amount);
      const auto [at, is_new] = seen.emplace(message, code);
      if (!message.empty() && !is_new)
        return failed(fmt::format("{} of 100000 minor units of {} and of {} send the same message.",
                                  to_text(kind), at->second, code));
      any = any || seen.size() > 1;
    }
  }
  return any ? passed() : skipped("It takes one currency only.");
}

// A promise that the channel does not name to its server is not kept by it.
Verdict quote(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  if (!subject.description().traits.supports(OperationKind::quote))
    return skipped("It promises no rates.");
  for (const OperationKind kind : {OperationKind::sale, OperationKind::payout}) {
    if (!subject.description().traits.supports(kind)) continue;
    std::array<std::string, 2> messages;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      Ask ask(kind);
      const Money amount = *amount_for(subject, 1999);
      ask.amount = amount;
      Exchange& promise = ask.quote.emplace(amount, Money::zero(amount.currency()));
      promise.rate = "1.25";
      promise.reference = "QUOTE-" + std::to_string(i);
      promise.expires_at = from_unix_micros(4'102'444'800'000'000);  // 2100-01-01
      const Trial trial = begin_only(subject, ask);
      if (!trial.messages.empty()) messages[i] = bytes_of(trial.messages.front());
    }
    if (!messages[0].empty() && messages[0] == messages[1])
      return failed(
          fmt::format("{}: its message does not say with which quote it is made.", to_text(kind)));
  }
  return passed();
}

// More digits than the channel's protocol has room for.
Verdict huge(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  for (const OperationKind kind : subject.kinds()) {
    if (!says_amounts(kind)) continue;
    std::string said;
    for (const std::int64_t minor : {kHuge, kHuge % 10'000'000'000'000, kHuge % 1'000'000'000'000,
                                     kHuge % 10'000'000'000, kHuge % (std::int64_t{1} << 32)}) {
      Ask ask(kind);
      ask.amount = Money(minor, amount_for(subject, 1)->currency());
      const Trial trial = begin_only(subject, ask);
      if (trial.messages.empty()) continue;
      const std::string message = bytes_of(trial.messages.front());
      if (minor == kHuge) said = message;
      if (minor != kHuge && message == said)
        return failed(fmt::format("{} of {} minor units is sent as if it were {}.", to_text(kind),
                                  kHuge, minor));
    }
  }
  return passed();
}

}  // namespace

std::span<const Check> money_checks() {
  static constexpr Check kChecks[] = {
      {"money.amounts", "Another amount is another message, from one minor unit on.", &amounts},
      {"money.currencies", "Another currency is another message, whatever its decimals.",
       &currencies},
      {"money.huge", "An amount its protocol has no room for is not cut.", &huge},
      {"money.quote", "What is made with a quote says with which.", &quote},
  };
  return kChecks;
}

}  // namespace tollgate::kit
