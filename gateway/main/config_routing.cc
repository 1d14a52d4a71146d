#include "gateway/main/config_routing.h"

#include <fmt/format.h>

#include <array>

#include "gateway/payment/card_number.h"

namespace tollgate {
namespace {

constexpr std::uint32_t kOftenMax = 1'000'000;
constexpr std::string_view kBrandsWanted =
    "visa, mastercard, amex, discover, jcb, unionpay, diners, maestro or unknown";

// Reads a list of texts and makes a value of each; `parse` gives nothing for a wrong one.
template <class Value, class Parse>
void list(TableReader& route, std::string_view key, std::vector<Value>& out, Parse parse,
          std::string_view wanted) {
  std::vector<std::string> texts;
  route.texts(key, texts);
  for (const auto& text : texts) {
    auto value = parse(text);
    if (value)
      out.push_back(std::move(*value));
    else
      route.refuse(key, fmt::format("has \"{}\"; it must hold {}", text, wanted));
  }
}

BinSet bins(TableReader& route, std::string_view key) {
  std::vector<BinRange> ranges;
  list(route, key, ranges, parse_bin_range,
       "the first one to six digits of cards, \"4\", or a range of them, \"510000-559999\"");
  return BinSet(std::move(ranges));
}

constexpr std::array kBrands = {CardBrand::visa,     CardBrand::mastercard, CardBrand::amex,
                                CardBrand::discover, CardBrand::jcb,        CardBrand::unionpay,
                                CardBrand::diners,   CardBrand::maestro,    CardBrand::unknown};

std::optional<std::string> brand(std::string_view text) {
  for (const auto known : kBrands)
    if (card_brand_name(known) == text) return std::string(text);
  return std::nullopt;
}

std::optional<CaptureMethod> capture_method(std::string_view text) {
  for (const auto method : {CaptureMethod::automatic, CaptureMethod::manual})
    if (to_text(method) == text) return method;
  return std::nullopt;
}

void read_amounts(TableReader amounts, std::vector<AmountRange>& out) {
  for (const auto& code : amounts.keys()) {
    TableReader limits = amounts.below(code);
    const auto currency = Currency::parse(code);
    if (!currency) {
      amounts.refuse(code, "is not a currency of ISO 4217: name one, such as EUR = { min = 100 }");
      return;
    }
    AmountRange range{*currency};
    limits.amount("min", range.minimum_minor);
    limits.amount("max", range.maximum_minor);
    if (range.minimum_minor > range.maximum_minor)
      limits.refuse("min", "is larger than max: no payment would pass");
    limits.finish();
    out.push_back(range);
  }
}

void read_route(TableReader route, RouteConditions& out) {
  route.texts("methods", out.methods);
  list(route, "currencies", out.currencies, Currency::parse, "codes of ISO 4217, such as \"EUR\"");
  read_amounts(route.below("amounts"), out.amounts);
  out.bins = bins(route, "bins");
  out.bins_except = bins(route, "bins_except");
  list(route, "brands", out.brands, brand, kBrandsWanted);
  list(route, "brands_except", out.brands_except, brand, kBrandsWanted);
  list(route, "merchants", out.merchants, MerchantId::parse, "ids of merchants, mer_…");
  list(route, "capture_methods", out.capture_methods, capture_method, "\"automatic\", \"manual\"");
  route.finish();
}

void read_breaker(TableReader breaker, BreakerConfig& out) {
  breaker.number("window_ms", out.window_ms, 100, 3'600'000);
  breaker.number("minimum_calls", out.minimum_calls, 1, kOftenMax);
  breaker.number("failure_percent", out.failure_percent, 0, 100);
  breaker.number("open_ms", out.open_ms, 100, 3'600'000);
  breaker.number("half_open_probes", out.half_open_probes, 1, 1000);
  breaker.number("slow_ms", out.slow_ms, 0, 120'000);
  breaker.finish();
}

}  // namespace

void read_routing(TableReader& account, ChannelAccountConfig& out) {
  account.number("priority", out.priority, 1, kOftenMax);
  account.number("weight", out.weight, 1, kOftenMax);
  account.number("attempts_max", out.attempts_max, 1, 8);
  read_route(account.below("route"), out.route);
  read_breaker(account.below("breaker"), out.breaker);
}

}  // namespace tollgate
