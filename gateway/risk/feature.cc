#include "gateway/risk/feature.h"

#include <fmt/format.h>

#include <charconv>

namespace tollgate::risk {
namespace {

// In the order of the enum.
constexpr std::array<std::string_view, kDimensionCount> kDimensions = {
    "unknown", "card", "ip", "customer", "device", "email", "merchant"};

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kWindowSecondsMax = std::int64_t{31} * 24 * 60 * kMinute;

std::int64_t seconds_of_unit(char unit) {
  switch (unit) {
    case 'm':
      return kMinute;
    case 'h':
      return std::int64_t{60} * kMinute;
    case 'd':
      return std::int64_t{24} * 60 * kMinute;
    default:
      return 0;
  }
}

std::optional<Digest16> key_of(const PaymentFacts& facts, Dimension dimension) {
  // Payments and payouts have histories of their own: a feature counts those of the direction that
  // is being decided.
  std::string mode = facts.live ? "live" : "sandbox";
  if (facts.direction != kPayment) mode += " " + facts.direction;
  const auto key = [&](std::string_view scope, std::string_view text) -> std::optional<Digest16> {
    if (text.empty()) return std::nullopt;
    return digest16_of({mode, name_of(dimension), scope, text});
  };
  switch (dimension) {
    case Dimension::unknown:
      return std::nullopt;
    case Dimension::card:
      return key("", facts.card_fingerprint);
    case Dimension::ip:
      return key("", facts.ip);
    case Dimension::customer:
      return key(facts.merchant_id, facts.customer);
    case Dimension::device:
      return key("", facts.device);
    case Dimension::email:
      return key("", lower_case_of(facts.email));
    case Dimension::merchant:
      return key("", facts.merchant_id);
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Dimension dimension) {
  const auto index = static_cast<std::size_t>(dimension);
  return index < kDimensions.size() ? kDimensions[index] : kDimensions[0];
}

std::optional<Dimension> dimension_named(std::string_view name) {
  for (std::size_t i = 1; i < kDimensions.size(); ++i)
    if (kDimensions[i] == name) return static_cast<Dimension>(i);
  return std::nullopt;
}

std::uint64_t Feature::history_id() const {
  return static_cast<std::uint64_t>(kind) << 48 | static_cast<std::uint64_t>(counted) << 40 |
         static_cast<std::uint64_t>(by) << 32 | static_cast<std::uint64_t>(window.count());
}

Result<std::chrono::seconds> parse_window(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const std::int64_t unit = error == std::errc() && end - rest == 1 ? seconds_of_unit(*rest) : 0;
  // Compared before multiplying: no text can overflow.
  if (unit == 0 || number < 1 || number > kWindowSecondsMax / unit)
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The window '{}' is not one a feature can count over.", text),
                 "Write a whole number of minutes, hours or days up to 31 days: \"10m\", \"24h\", "
                 "\"7d\"."};
  return std::chrono::seconds(number * unit);
}

std::uint32_t dimensions_of(const Feature& feature) {
  return (1U << static_cast<unsigned>(feature.by)) | (1U << static_cast<unsigned>(feature.counted));
}

Sample::Sample(const PaymentFacts& facts, std::uint32_t dimensions)
    : time(facts.created_at), amount(facts.amount) {
  for (std::size_t i = 1; i < kDimensionCount; ++i)
    if ((dimensions >> i & 1U) != 0) keys[i] = key_of(facts, static_cast<Dimension>(i));
}

}  // namespace tollgate::risk
