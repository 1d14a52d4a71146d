#include "tests/plugins/crossborder/schema/ibans.h"

#include <cstdlib>
#include <utility>

#include "plugins/crossborder/iban.h"

namespace tollgate::crossborder {

std::string Ibans::right_one() {
  const auto registry = iban_registry();
  const IbanCountry& country = registry[at_ % registry.size()];
  ++at_;
  const std::string bban = bban_of(country.bban);
  return std::string(country.code) + iban_check_digits(country.code, bban) + bban;
}

std::string Ibans::spoilt(std::string iban) {
  constexpr std::string_view kAll = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::size_t at = below(iban.size());
  switch (below(5)) {
    case 0:
      iban[at] = kAll[below(kAll.size())];
      break;
    case 1:
      std::swap(iban[at], iban[(at + 1) % iban.size()]);
      break;
    case 2:
      iban.erase(at, 1);
      break;
    case 3:
      iban.insert(at, 1, kAll[below(kAll.size())]);
      break;
    default:  // right check digits over a wrong structure
      if (at >= 4) iban[at] = kAll[below(kAll.size())];
      iban.replace(2, 2, iban_check_digits(iban.substr(0, 2), iban.substr(4)));
  }
  return iban;
}

std::string Ibans::bban_of(std::string_view structure) {
  constexpr std::string_view kDigits = "0123456789";
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string bban;
  while (!structure.empty()) {
    const char wanted = structure.front();
    char* end = nullptr;
    const std::string rest(structure.substr(1));
    const unsigned long count = std::strtoul(rest.c_str(), &end, 10);
    structure.remove_prefix(1 + static_cast<std::size_t>(end - rest.c_str()));
    for (unsigned long i = 0; i < count; ++i) {
      const bool letter = wanted == 'a' || (wanted == 'c' && below(3) == 0);
      bban.push_back(letter ? kLetters[below(kLetters.size())] : kDigits[below(kDigits.size())]);
    }
  }
  return bban;
}

}  // namespace tollgate::crossborder
