// Money: a whole number of minor units of one currency. There is no double, no operator* and no
// way to add two currencies; every sum is checked. A small immutable value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/currency.h"

namespace tollgate {

class Money {
 public:
  // Largest amount the API takes: every JSON reader keeps it exact (2^53 - 1).
  static constexpr std::int64_t kMinorMax = (std::int64_t{1} << 53) - 1;

  Money(std::int64_t minor, Currency currency) : minor_(minor), currency_(currency) {}
  static Money zero(Currency currency) { return {0, currency}; }
  // "12.34" with at most the currency's decimals; no sign, exponent or grouping.
  static std::optional<Money> parse_decimal(std::string_view text, Currency currency);

  std::int64_t minor() const { return minor_; }
  Currency currency() const { return currency_; }
  bool is_zero() const { return minor_ == 0; }

  // Nothing when the currencies differ or the result is outside [-kMinorMax, kMinorMax].
  std::optional<Money> plus(const Money& other) const;
  std::optional<Money> minus(const Money& other) const;

  // "12.34 EUR", for people and logs.
  std::string str() const;
  // "12.34": the decimal text that parse_decimal reads back.
  std::string decimal() const;

  bool operator==(const Money&) const = default;

 private:
  std::int64_t minor_;
  Currency currency_;
};

// Splits `whole` in proportion to `weights` by largest remainder (ties to the earlier part), so
// that the parts sum to the whole exactly. Needs whole >= 0, weights >= 0 with a positive sum.
std::vector<Money> split_by_largest_remainder(const Money& whole,
                                              const std::vector<std::int64_t>& weights);

// A fraction of an amount, numerator/denominator, rounded half up: how fees are computed.
// Nothing when the result leaves the range. Needs amount >= 0, numerator >= 0, denominator > 0.
std::optional<Money> fraction_half_up(const Money& amount, std::int64_t numerator,
                                      std::int64_t denominator);

}  // namespace tollgate
