#include "plugins/qrpay/signature.h"

#include <gtest/gtest.h>

namespace tollgate::qrpay {
namespace {

constexpr std::int64_t kNow = 1'800'000'000;

// Computed with another implementation: printf 1800000000.hello | openssl dgst -sha256 -hmac secret
TEST(QrPaySignature, IsAnHmacOverTimeAndText) {
  EXPECT_EQ(*make_signature(mac_of("secret"), "hello", kNow),
            "t=1800000000,v1=b203f7f3c076e11ad916bb3d1d5b7c08e874e484d2c24aaa421bc93201b1aba2");
}

TEST(QrPaySignature, HoldsForItsTextSecretAndTimeOnly) {
  const std::string good = *make_signature(mac_of("secret"), "text", kNow);
  EXPECT_FALSE(refuse_signature(mac_of("secret"), "text", good, kNow));
  EXPECT_FALSE(refuse_signature(mac_of("secret"), "text", good, kNow + kSignatureAgeMaxSeconds));
  EXPECT_TRUE(refuse_signature(mac_of("secret"), "text", good, kNow + kSignatureAgeMaxSeconds + 1));
  EXPECT_TRUE(refuse_signature(mac_of("secret"), "text", good, kNow - kSignatureAgeMaxSeconds - 1));
  EXPECT_TRUE(refuse_signature(mac_of("secret"), "text.", good, kNow));
  EXPECT_TRUE(refuse_signature(mac_of("other"), "text", good, kNow));
}

TEST(QrPaySignature, IsRefusedWithAnyByteChangedAddedOrTakenAway) {
  const std::string good = *make_signature(mac_of("secret"), "text", kNow);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] ^= 1;
    EXPECT_TRUE(refuse_signature(mac_of("secret"), "text", changed, kNow)) << i;
    EXPECT_TRUE(refuse_signature(mac_of("secret"), "text", good.substr(0, i), kNow)) << i;
    EXPECT_TRUE(
        refuse_signature(mac_of("secret"), "text", good.substr(0, i) + "0" + good.substr(i), kNow))
        << i;
  }
  EXPECT_TRUE(refuse_signature(mac_of("secret"), "text", good + good, kNow));
}

TEST(QrPaySignature, WhatCannotBeMadeIsNeitherSentNorBelieved) {
  const Mac none = [](std::string_view) { return std::nullopt; };
  EXPECT_FALSE(make_signature(none, "text", kNow));
  const std::string good = *make_signature(mac_of("secret"), "text", kNow);
  EXPECT_TRUE(refuse_signature(none, "text", good, kNow));
}

}  // namespace
}  // namespace tollgate::qrpay
