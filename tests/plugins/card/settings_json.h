// Settings of a card channel account for tests.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tollgate::test {

inline std::string card_settings(const std::vector<std::string>& addresses,
                                 std::uint32_t timeout_ms = 30'000,
                                 const std::string& dialect = "ascii") {
  return nlohmann::json{{"addresses", addresses},
                        {"acquirer_id", "123456"},
                        {"terminal_id", "TERM0001"},
                        {"merchant_id", "MERCHANT0000001"},
                        {"merchant_category_code", "5732"},
                        {"timeout_ms", timeout_ms},
                        {"dialect", dialect}}
      .dump();
}

}  // namespace tollgate::test
