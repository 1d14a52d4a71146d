// Amounts between minor units and the decimals of ISO 20022, exactly. Pure functions; no floating
// point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::crossborder {

struct Amount {
  std::int64_t minor = 0;
  std::string currency;  // ISO 4217: "EUR"

  bool operator==(const Amount&) const = default;
};

// Decimals of the currency's minor unit: JPY 0, EUR 2, KWD 3, CLF 4.
int exponent_of(std::string_view currency);

// "19.99" of 1999 minor units with two decimals. Nothing: it is negative, or has more than the 18
// digits that the standard has room for.
std::optional<std::string> decimal_of(std::int64_t minor, int exponent);

// The other way. Nothing: it is no unsigned decimal, has a digit behind the minor unit that is not
// zero, or more digits than the standard's 18 or than fit.
std::optional<std::int64_t> minor_of(std::string_view decimal, int exponent);

}  // namespace tollgate::crossborder
