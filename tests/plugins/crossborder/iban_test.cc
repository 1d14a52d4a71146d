#include "plugins/crossborder/iban.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "plugins/crossborder/bic.h"

namespace tollgate::crossborder {
namespace {

// The registry's and banks' own printed examples.
TEST(Iban, TakesExamplesOfTheRegistry) {
  for (const char* iban :
       {"GB29NWBK60161331926819", "DE89370400440532013000", "FR1420041010050500013M02606",
        "NL91ABNA0417164300", "NO9386011117947", "MT84MALT011000012345MTLCAST001S",
        "SA0380000000608010167519", "MU17BOMM0101101030300200000MUR",
        "BR1800360305000010009795493C1", "CH9300762011623852957", "AE070331234567890123456",
        "KZ86125KZT5004100100"})
    EXPECT_FALSE(refuse_iban(iban)) << iban << ": " << *refuse_iban(iban);
}

TEST(Iban, WritesItForMachines) {
  EXPECT_EQ(electronic_iban("gb29 nwbk 6016 1331 9268 19"), "GB29NWBK60161331926819");
  EXPECT_EQ(electronic_iban(""), "");
}

TEST(Iban, RefusesEveryOtherCharacterAtEveryPlace) {
  const std::string good = "GB29NWBK60161331926819";
  const std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (std::size_t at = 0; at < good.size(); ++at)
    for (const char c : alphabet) {
      std::string changed = good;
      changed[at] = c;
      EXPECT_EQ(refuse_iban(changed).has_value(), c != good[at]) << changed;
    }
}

TEST(Iban, RefusesNeighboursThatChangedPlaces) {
  const std::string good = "DE89370400440532013000";
  for (std::size_t at = 0; at + 1 < good.size(); ++at) {
    std::string changed = good;
    std::swap(changed[at], changed[at + 1]);
    EXPECT_EQ(refuse_iban(changed).has_value(), changed != good) << changed;
  }
}

TEST(Iban, SaysWhatIsWrong) {
  EXPECT_EQ(refuse_iban("").value(), "an IBAN begins with a country and two check digits");
  EXPECT_EQ(refuse_iban("US29NWBK60161331926819").value(),
            "no country that has IBANs begins with its first two letters");
  EXPECT_EQ(refuse_iban("GB29NWBK6016133192681").value(), "an IBAN of GB has 22 characters");
  EXPECT_EQ(refuse_iban("GB28NWBK60161331926819").value(),
            "its check digits do not agree with the rest; compare it with the original");
  EXPECT_TRUE(refuse_iban("gb29nwbk60161331926819"));
  EXPECT_TRUE(refuse_iban("GB29NWBK6016133192681\xc3"));
}

// 00, 01 and 99 pass the division by 97 for some accounts, and are no check digits.
TEST(Iban, CheckDigitsHaveOneForm) {
  for (int account = 0; account < 2000; ++account) {
    std::string bban = std::to_string(account);
    bban.insert(0, 18 - bban.size(), '0');
    const std::string digits = iban_check_digits("DE", bban);
    EXPECT_GE(digits, "02");
    EXPECT_LE(digits, "98");
    for (const char* const other : {"00", "01", "99"})
      EXPECT_TRUE(refuse_iban("DE" + std::string(other) + bban));
  }
}

TEST(Iban, RegistryIsSortedAndFound) {
  const auto registry = iban_registry();
  EXPECT_TRUE(std::is_sorted(registry.begin(), registry.end(),
                             [](const auto& a, const auto& b) { return a.code < b.code; }));
  for (const auto& country : registry) EXPECT_EQ(find_iban_country(country.code), &country);
  EXPECT_EQ(find_iban_country("ZZ"), nullptr);
}

TEST(Bic, HasEightOrElevenCharacters) {
  EXPECT_FALSE(refuse_bic("DEUTDEFF"));
  EXPECT_FALSE(refuse_bic("DEUTDEFF500"));
  EXPECT_FALSE(refuse_bic("E097AEXXXXX"));  // digits may stand in front since 2014
  for (const char* bic : {"", "DEUTDEF", "DEUTDEFF5", "DEUTDEFF50", "DEUTDEFF5000", "deutdeff",
                          "DEUT1EFF", "DEUTD1FF", "DEUTDE F", "DEUTDE-F"})
    EXPECT_TRUE(refuse_bic(bic)) << bic;
}

}  // namespace
}  // namespace tollgate::crossborder
