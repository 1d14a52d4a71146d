#include "plugins/wallet/merchant_qr.h"

#include <gtest/gtest.h>

namespace tollgate::wallet {
namespace {

QrMerchant merchant() { return {"example.wallet", "5812", "CN", "Tea House", "Hangzhou"}; }
QrOrder qr_order() { return {"https://w.example/1", "19.99", 156, "op_1"}; }

// The check value that every catalogue of this CRC gives.
TEST(WalletMerchantQr, HasTheStandardsChecksum) { EXPECT_EQ(qr_checksum("123456789"), 0x29B1); }

TEST(WalletMerchantQr, SaysTheOrder) {
  const std::string payload =
      "000201"
      "010212"
      "26410014example.wallet0119https://w.example/1"
      "52045812"
      "5303156"
      "540519.99"
      "5802CN"
      "5909Tea House"
      "6008Hangzhou"
      "62080504op_1"
      "6304";
  const auto code = merchant_qr(merchant(), qr_order());
  ASSERT_TRUE(code);
  EXPECT_EQ(code->substr(0, code->size() - 4), payload);
  char checksum[8];
  std::snprintf(checksum, sizeof checksum, "%04X", static_cast<unsigned>(qr_checksum(payload)));
  EXPECT_EQ(code->substr(code->size() - 4), checksum);
}

TEST(WalletMerchantQr, RefusesWhatDoesNotFit) {
  QrOrder long_text = qr_order();
  long_text.text = std::string(77, 'x');  // with the scheme's 14 and two headers: 99
  EXPECT_TRUE(merchant_qr(merchant(), long_text));
  long_text.text += "x";
  EXPECT_FALSE(merchant_qr(merchant(), long_text));
  for (const char* text : {"", "\xe4\xb8\xad", "a\nb"}) {
    QrOrder odd = qr_order();
    odd.text = text;
    EXPECT_FALSE(merchant_qr(merchant(), odd));
  }
  QrOrder dear = qr_order();
  dear.amount = "12345678901.00";
  EXPECT_FALSE(merchant_qr(merchant(), dear));
}

TEST(WalletMerchantQr, ShowsTheEndOfALongReference) {
  QrOrder long_reference = qr_order();
  long_reference.reference = "op_01M7Z1BG98E00AGKMTHRW4KD09";
  const auto code = merchant_qr(merchant(), long_reference);
  ASSERT_TRUE(code);
  EXPECT_NE(code->find("62290525"
                       "1M7Z1BG98E00AGKMTHRW4KD09"),
            std::string::npos)
      << *code;
}

}  // namespace
}  // namespace tollgate::wallet
