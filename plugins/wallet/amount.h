// Amounts as the wallet writes them: "19.99", a decimal number of whole units. Exact; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::wallet {

// 1999 with exponent 2: "19.99"; 5: "0.05"; with exponent 0: "1999".
std::string decimal_of(std::int64_t minor, unsigned exponent);

// The other way; fewer decimals than the exponent are fine ("19.9"). Nothing for a sign, a space, a
// needless zero in front, more decimals, or more than 2^53 - 1 minor units.
std::optional<std::int64_t> minor_of(std::string_view decimal, unsigned exponent);

}  // namespace tollgate::wallet
