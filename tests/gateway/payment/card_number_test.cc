#include "gateway/payment/card_number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tollgate {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The card networks' and acquirers' published test numbers.
TEST(CardNumber, KnowsTheBrandsTestNumbers) {
  const std::pair<std::string_view, CardBrand> numbers[] = {
      {"4242424242424242", CardBrand::visa},        {"4222222222222", CardBrand::visa},
      {"5555555555554444", CardBrand::mastercard},  {"2223003122003222", CardBrand::mastercard},
      {"378282246310005", CardBrand::amex},         {"341111111111111", CardBrand::amex},
      {"6011111111111117", CardBrand::discover},    {"6500000000000002", CardBrand::discover},
      {"3530111333300000", CardBrand::jcb},         {"6200000000000005", CardBrand::unionpay},
      {"6205500000000000004", CardBrand::unionpay}, {"30569309025904", CardBrand::diners},
      {"36227206271667", CardBrand::diners},        {"6759649826438453", CardBrand::maestro},
      {"5018000000000009", CardBrand::maestro},     {"9999999999999995", CardBrand::unknown},
  };
  for (const auto& [text, brand] : numbers) {
    const auto number = CardNumber::parse(text);
    ASSERT_TRUE(number.ok()) << text << ": " << number.error().message;
    EXPECT_EQ(card_brand_name(number->brand()), card_brand_name(brand)) << text;
    EXPECT_EQ(number->digits().reveal(), text);
  }
}

TEST(CardNumber, TheEdgesOfThePrefixes) {
  const std::pair<std::string_view, CardBrand> prefixes[] = {
      {"222099", CardBrand::unknown},    {"222100", CardBrand::mastercard},
      {"272099", CardBrand::mastercard}, {"272100", CardBrand::unknown},
      {"305999", CardBrand::diners},     {"306000", CardBrand::unknown},
      {"352799", CardBrand::unknown},    {"352800", CardBrand::jcb},
      {"358999", CardBrand::jcb},        {"359000", CardBrand::unknown},
      {"509999", CardBrand::maestro},    {"510000", CardBrand::mastercard},
      {"559999", CardBrand::mastercard}, {"560000", CardBrand::maestro},
      {"643999", CardBrand::maestro},    {"644000", CardBrand::discover},
      {"659999", CardBrand::discover},   {"660000", CardBrand::maestro},
      {"817199", CardBrand::unionpay},   {"817200", CardBrand::unknown},
  };
  for (const auto& [prefix, brand] : prefixes)
    EXPECT_EQ(card_brand_name(card_brand_of(prefix)), card_brand_name(brand)) << prefix;
  for (const char* text : {"", "4", "42424", "42424x", "4242 4"})
    EXPECT_EQ(card_brand_of(text), CardBrand::unknown) << text;
}

TEST(CardNumber, LuhnCatchesEveryWrongDigit) {
  const std::string good = "4242424242424242";
  ASSERT_TRUE(passes_luhn(good));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string changed = good;
      changed[i] = digit;
      EXPECT_EQ(passes_luhn(changed), changed == good) << changed;
    }
  }
  EXPECT_TRUE(passes_luhn("79927398713"));
  EXPECT_TRUE(passes_luhn("0"));
  for (const char* text : {"", "4242x", " ", "4242 4242 4242 4242"})
    EXPECT_FALSE(passes_luhn(text)) << text;
}

TEST(CardNumber, DropsTheSeparatorsOfPrintedCards) {
  for (const char* text : {"4242 4242 4242 4242", "4242-4242-4242-4242", " 42424242 42424242 "}) {
    const auto number = CardNumber::parse(text);
    ASSERT_TRUE(number.ok()) << text;
    EXPECT_EQ(number->digits().reveal(), "4242424242424242");
  }
}

TEST(CardNumber, RefusesWithoutRepeatingTheNumber) {
  const std::pair<std::string, std::string> faults[] = {
      {"", "12 to 19"},
      {"42424242426", "12 to 19"},           // 11 digits
      {"42424242424242424242", "12 to 19"},  // 20 digits
      {"4242424242424243", "check digit"},
      {"4242424242424242x", "not a digit"},
      {"４２４２", "not a digit"},
      {std::string("4242\0", 5), "not a digit"},
      {std::string(39, ' '), "too long"},
  };
  for (const auto& [text, fault] : faults) {
    const auto number = CardNumber::parse(text);
    ASSERT_FALSE(number.ok()) << text;
    EXPECT_EQ(number.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(number.error().message, AllOf(HasSubstr(fault), Not(HasSubstr("4242"))));
  }
}

TEST(CardNumber, ShowsBinAndLastFourAtMost) {
  const auto number = CardNumber::parse("378282246310005");
  ASSERT_TRUE(number.ok());
  EXPECT_EQ(number->bin(), "378282");
  EXPECT_EQ(number->last_four(), "0005");
  EXPECT_EQ(number->display(), "378282*****0005");
}

}  // namespace
}  // namespace tollgate
