#include "gateway/app/routing/route_check.h"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate {
namespace {

// The channel's own range for a currency; nothing when it does not take the currency.
std::optional<AmountRange> range_of(const ChannelTraits& traits, Currency currency) {
  std::optional<AmountRange> range;
  for (const auto& limit : traits.limits) {
    if (limit.currency == currency)
      return AmountRange{currency, limit.minimum_minor, limit.maximum_minor};
    if (!limit.currency) range = AmountRange{currency, limit.minimum_minor, limit.maximum_minor};
  }
  const bool named = std::find(traits.currencies.begin(), traits.currencies.end(), currency) !=
                     traits.currencies.end();
  if (traits.limits.empty() && (traits.currencies.empty() || named)) range = AmountRange{currency};
  return range;
}

void check_methods(const RouteConditions& route, const ChannelTraits& traits,
                   std::vector<std::string>& found) {
  for (const auto& method : route.methods)
    if (std::find(traits.methods.begin(), traits.methods.end(), method) == traits.methods.end())
      found.push_back(fmt::format("route.methods has \"{}\"; the channel has: {}.", method,
                                  fmt::join(traits.methods, ", ")));
}

void check_money(const RouteConditions& route, const ChannelTraits& traits,
                 std::vector<std::string>& found) {
  for (const auto& currency : route.currencies)
    if (!range_of(traits, currency))
      found.push_back(fmt::format("route.currencies has {}, which the channel does not take.",
                                  currency.code()));
  for (const auto& wanted : route.amounts) {
    const auto range = range_of(traits, wanted.currency);
    if (!range || wanted.minimum_minor > range->maximum_minor ||
        wanted.maximum_minor < range->minimum_minor)
      found.push_back(fmt::format("route.amounts.{}: the channel takes no such amount.",
                                  wanted.currency.code()));
  }
}

}  // namespace

std::vector<std::string> impossible_conditions(const RouteConditions& route,
                                               const ChannelTraits& traits) {
  std::vector<std::string> found;
  check_methods(route, traits, found);
  check_money(route, traits, found);
  for (const auto method : route.capture_methods)
    if (const auto kind = charge_kind(PaymentDirection::payment, method); !traits.supports(kind))
      found.push_back(fmt::format("route.capture_methods has \"{}\"; the channel has no {}.",
                                  to_text(method), to_text(kind)));
  return found;
}

}  // namespace tollgate
