#include "gateway/adapters/channel/exchange_reader.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "gateway/adapters/channel/contract.h"

namespace tollgate::channel {
namespace {

// A longer one is none.
std::string_view text_within(tollgate_view view, std::size_t most) {
  return view.size > most ? std::string_view() : text_of(view);
}

// "0.9215": digits with at most one point between them, and not nothing.
bool is_rate(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return false;
  if (std::count(text.begin(), text.end(), '.') > 1) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) { return c == '.' || is_digit(c); }) &&
         text.find_first_of("123456789") != std::string_view::npos;
}

bool is_reference(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Result<Exchange> read_exchange(const tollgate_exchange* exchange, bool is_promise) {
  if (exchange->size < sizeof(tollgate_exchange))
    return fault("Its exchange is too small a struct.");
  const auto settled = money_of(exchange->settled);
  const auto fee = money_of(exchange->fee);
  if (!settled || !fee || settled->currency() != fee->currency())
    return fault("Its exchange has amounts that are none, or a fee of another currency.");
  Exchange into(*settled, *fee);
  into.rate = text_within(exchange->rate, TOLLGATE_RATE_MAX);
  if (into.rate.size() != exchange->rate.size || (!into.rate.empty() && !is_rate(into.rate)))
    return fault("The rate of its exchange is no decimal number above zero.");
  if (!is_promise) return into;
  into.reference = text_within(exchange->reference, TOLLGATE_QUOTE_REFERENCE_MAX);
  if (into.rate.empty() || !is_reference(into.reference))
    return fault("Its quote lacks a rate, or a reference of 1 to 64 printable characters.");
  if (exchange->expires_unix_us <= 0 || exchange->expires_unix_us > kLatestUnixMicros)
    return fault("Its quote has no end.");
  into.expires_at = Timestamp(std::chrono::microseconds(exchange->expires_unix_us));
  return into;
}

}  // namespace tollgate::channel
