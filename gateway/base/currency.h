// Currency: one entry of ISO 4217 (list one, amendment 177, without the entries that have no
// minor unit and cannot be paid with: XAU, XDR, XTS...). A Currency is a small value; it always
// names an entry of the table. The table is constant: safe from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tollgate {

struct CurrencyInfo {
  std::string_view code;  // "EUR"
  std::uint16_t numeric;  // 978: ISO 8583 carries this in DE 49
  std::uint8_t exponent;  // minor units are 10^-exponent: JPY 0, EUR 2, KWD 3, CLF 4
  std::string_view name;
};

class Currency {
 public:
  // Upper-case ISO code; anything else gives nothing.
  static std::optional<Currency> parse(std::string_view code);
  static std::optional<Currency> from_numeric(std::uint16_t numeric);
  static std::span<const CurrencyInfo> all();

  std::string_view code() const { return info().code; }
  std::uint16_t numeric() const { return info().numeric; }
  int exponent() const { return info().exponent; }
  const CurrencyInfo& info() const;
  bool operator==(const Currency&) const = default;

 private:
  explicit Currency(std::uint8_t index) : index_(index) {}
  std::uint8_t index_;
};

}  // namespace tollgate
