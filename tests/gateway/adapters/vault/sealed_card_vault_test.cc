#include "gateway/adapters/vault/sealed_card_vault.h"

#include <gtest/gtest.h>

#include "gateway/base/encoding.h"

namespace tollgate::vault {
namespace {

KeyRing ring() {
  const std::string key = to_base64(std::string(32, 'k'));
  return *KeyRing::parse(Secret("current:1\n1:" + key + "\nfingerprint:" + key + "\n"), "test");
}

CardData card() {
  CardData made;
  made.number = Secret("4242424242424242");
  made.cvc = Secret("987");
  made.holder = "A. Payer";
  return made;
}

class SealedCardVaultTest : public ::testing::Test {
 protected:
  PaymentMethod method() {
    PaymentMethod made;
    made.id = PaymentMethodId::make(from_unix_micros(1), random_);
    made.merchant_id = MerchantId::make(from_unix_micros(1), random_);
    made.card.expiry_month = 12;
    made.card.expiry_year = 2030;
    return made;
  }
  SystemRandom random_;
  SealedCardVault vault_{ring(), random_};
};

TEST_F(SealedCardVaultTest, OpensWhatItSealedAndNeverHoldsTheSecurityCode) {
  PaymentMethod sealed = method();
  ASSERT_TRUE(vault_.seal(card(), sealed).ok());
  EXPECT_EQ(sealed.sealed.find("4242"), std::string::npos);
  const auto opened = vault_.open(sealed);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->number.reveal(), "4242424242424242");
  EXPECT_EQ(opened->holder, "A. Payer");
  EXPECT_EQ(opened->expiry_year, 2030);
  EXPECT_TRUE(opened->cvc.empty());
}

TEST_F(SealedCardVaultTest, AnotherTokenOrMerchantDoesNotOpenIt) {
  PaymentMethod sealed = method();
  ASSERT_TRUE(vault_.seal(card(), sealed).ok());
  PaymentMethod moved = method();
  moved.sealed = sealed.sealed;
  EXPECT_FALSE(vault_.open(moved).ok());
  PaymentMethod stolen = sealed;
  stolen.merchant_id = moved.merchant_id;
  EXPECT_FALSE(vault_.open(stolen).ok());
}

TEST_F(SealedCardVaultTest, TheSameCardHasTheSameFingerprint) {
  PaymentMethod first = method();
  PaymentMethod second = method();
  ASSERT_TRUE(vault_.seal(card(), first).ok());
  ASSERT_TRUE(vault_.seal(card(), second).ok());
  EXPECT_EQ(first.fingerprint, second.fingerprint);
  EXPECT_NE(first.sealed, second.sealed);
}

TEST_F(SealedCardVaultTest, ARequestsFingerprintIsKeyed) {
  EXPECT_NE(vault_.request_fingerprint("body"), sha256("body"));
  EXPECT_EQ(vault_.request_fingerprint("body"), vault_.request_fingerprint("body"));
}

}  // namespace
}  // namespace tollgate::vault
