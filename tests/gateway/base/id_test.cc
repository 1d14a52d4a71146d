#include "gateway/base/id.h"

#include <gtest/gtest.h>

#include <set>

namespace tollgate {
namespace {

struct PaymentTag {
  static constexpr std::string_view kPrefix = "pay";
};
struct RefundTag {
  static constexpr std::string_view kPrefix = "re";
};
using PaymentId = Id<PaymentTag>;
using RefundId = Id<RefundTag>;

static_assert(!std::is_convertible_v<PaymentId, RefundId>);
static_assert(!std::is_convertible_v<Uuid, PaymentId>);

TEST(Id, TextReadsBack) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 10000; ++i) {
    const auto id = PaymentId::make(from_unix_micros(1'700'000'000'000'000 + i), random);
    const std::string text = id.str();
    ASSERT_EQ(text.size(), 30U);
    ASSERT_EQ(PaymentId::parse(text), id);
    ASSERT_TRUE(seen.insert(text).second);
  }
}

TEST(Id, SortsByTimeToTheMicrosecond) {
  SystemRandom random;
  std::string before;
  for (int i = 0; i < 5000; ++i) {
    // 4096 steps of 1/4096 ms: a microsecond is four of them.
    const auto text = PaymentId::make(from_unix_micros(1'700'000'000'000'000 + i), random).str();
    ASSERT_LT(before, text) << i;
    before = text;
  }
}

TEST(Id, CarriesVersionAndVariantOfRfc9562) {
  SystemRandom random;
  const Uuid uuid = make_uuid_v7(from_unix_micros(0x0123'4567'89abLL * 1000), random);
  EXPECT_EQ(uuid.bytes[0], 0x01);
  EXPECT_EQ(uuid.bytes[5], 0xab);
  EXPECT_EQ(uuid.bytes[6] >> 4, 7);
  EXPECT_EQ(uuid.bytes[8] >> 6, 2);
}

TEST(Id, RefusesEveryOtherText) {
  SystemRandom random;
  const std::string good = PaymentId::make(from_unix_micros(1), random).str();
  EXPECT_FALSE(RefundId::parse(good));
  EXPECT_FALSE(PaymentId::parse(good.substr(0, good.size() - 1)));
  EXPECT_FALSE(PaymentId::parse(good + "0"));
  EXPECT_FALSE(PaymentId::parse("pay-" + good.substr(4)));
  EXPECT_FALSE(PaymentId::parse(""));
  for (const char bad : {'I', 'L', 'O', 'U', '_', ' ', '\0'}) {
    std::string text = good;
    text[10] = bad;
    EXPECT_FALSE(PaymentId::parse(text)) << bad;
  }
  std::string overflow = good;
  overflow[4] = '8';  // 130 bits
  EXPECT_FALSE(PaymentId::parse(overflow));
}

TEST(Id, ReadsLowerCase) {
  SystemRandom random;
  const auto id = PaymentId::make(from_unix_micros(77), random);
  std::string text = id.str();
  for (auto& c : text) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(PaymentId::parse(text), id);
}

}  // namespace
}  // namespace tollgate
