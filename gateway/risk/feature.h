// Feature: one declared number about the recent past, such as "attempts with this card in the
// last 10 minutes". Every feature includes the attempt that is being decided, and counts attempts
// of its direction only: payments never add to what is known of payouts, nor payouts to payments.
// Plain data.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/digest.h"
#include "gateway/base/result.h"
#include "gateway/risk/facts.h"

namespace tollgate::risk {

enum class FeatureKind : std::uint8_t {
  unknown = 0,
  count,     // attempts
  sum,       // amounts, in minor units of the currency of the payment being decided
  distinct,  // different values of `counted`
};

// What history is kept by, and what `distinct` counts.
enum class Dimension : std::uint8_t {
  unknown = 0,
  card,      // the card's fingerprint, across merchants
  ip,        // across merchants
  customer,  // within one merchant: the name is the merchant's own
  device,    // across merchants
  email,     // across merchants, in lower case
  merchant,
};
inline constexpr std::size_t kDimensionCount = 7;

std::string_view name_of(Dimension dimension);
std::optional<Dimension> dimension_named(std::string_view name);

struct Feature {
  std::string name;  // "cards_per_ip_1h"
  FeatureKind kind = FeatureKind::unknown;
  Dimension counted = Dimension::unknown;  // of `distinct` only
  Dimension by = Dimension::unknown;
  std::chrono::seconds window{0};

  // Equal for equal definitions whatever their names, so that history outlives a new bundle.
  std::uint64_t history_id() const;
};

// "10m", "1h", "24h", "7d": whole minutes, hours or days, from one minute to 31 days.
Result<std::chrono::seconds> parse_window(std::string_view text);

// One attempt as features see it: no texts, only keyed digests of them. Sandbox and live attempts
// never share a key, nor do payments and payouts.
struct Sample {
  Sample(const PaymentFacts& facts, std::uint32_t dimensions);

  Timestamp time;
  Money amount;
  std::array<std::optional<Digest16>, kDimensionCount> keys;  // absent: not known of this attempt
};

// A bit for every dimension that the feature reads: what Sample needs to hash.
std::uint32_t dimensions_of(const Feature& feature);

}  // namespace tollgate::risk
