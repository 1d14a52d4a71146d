// What the readers of the plugin contract share: its text, its money, and what is said of a plugin
// that breaks it.
#pragma once

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/money.h"
#include "gateway/base/result.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

// 9999-12-31T23:59:59Z: the last moment that the database's times can hold.
inline constexpr std::int64_t kLatestUnixMicros = 253'402'300'799'000'000;

inline tollgate_view view_of(std::string_view text) { return {text.data(), text.size()}; }

// A view that leads nowhere is an empty text: is_text() tells it from one that is wrong.
inline std::string_view text_of(tollgate_view view) {
  return view.data == nullptr ? std::string_view() : std::string_view(view.data, view.size);
}

// Whether it has at most `most` bytes, which are there.
inline bool is_text(tollgate_view view, std::size_t most) {
  return view.size <= most && (view.data != nullptr || view.size == 0);
}

// Nothing: no amount of a currency of ISO 4217 that fits into a Money, or a negative one.
inline std::optional<Money> money_of(const tollgate_money& raw) {
  const auto currency =
      Currency::parse({raw.currency, ::strnlen(raw.currency, sizeof raw.currency)});
  if (!currency || raw.minor < 0 || raw.minor > Money::kMinorMax) return std::nullopt;
  return Money(raw.minor, *currency);
}

// The plugin broke the contract; the sentence says how.
inline Error fault(std::string sentence) { return {ErrorCode::internal, std::move(sentence)}; }

}  // namespace tollgate::channel
