// Ibans: made-up IBANs of every country, right ones and spoilt ones, the same for the same seed.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace tollgate::crossborder {

class Ibans {
 public:
  explicit Ibans(unsigned seed) : random_(seed) {}

  // Of one country after the other.
  std::string right_one();
  // One thing changed: mostly wrong, now and then right again.
  std::string spoilt(std::string iban);

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  std::string bban_of(std::string_view structure);

  std::mt19937 random_;
  std::size_t at_ = 0;
};

}  // namespace tollgate::crossborder
