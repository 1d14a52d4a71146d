#include "gateway/base/encoding.h"

#include <gtest/gtest.h>

#include <random>

namespace tollgate {
namespace {

TEST(Base64, GivesTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(to_base64(plain), text);
    EXPECT_EQ(from_base64(text), plain);
  }
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
}

TEST(Base64, RefusesWhatNoEncoderWrites) {
  for (const auto* text : {"Z", "Zg", "Zg=", "Zg===", "Z===", "Zh==", "Zm9=", "Zm9v====", "=Zm9",
                           "Zm 9v", "Zm9v\n", "-_8="})
    EXPECT_FALSE(from_base64(text)) << text;
}

TEST(Hex, ReadsBackAndRefusesUpperCase) {
  EXPECT_EQ(to_hex(std::string("\x00\xff\x10", 3)), "00ff10");
  EXPECT_EQ(from_hex("00ff10"), std::string("\x00\xff\x10", 3));
  for (const auto* text : {"0", "0g", "FF", " 0"}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Base64, ReadsBackRandomBytes) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random() % 100, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    ASSERT_EQ(from_base64(to_base64(bytes)), bytes);
    ASSERT_EQ(from_hex(to_hex(bytes)), bytes);
  }
}

}  // namespace
}  // namespace tollgate
