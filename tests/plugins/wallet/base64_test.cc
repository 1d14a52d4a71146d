#include "plugins/wallet/base64.h"

#include <gtest/gtest.h>

namespace tollgate::wallet {
namespace {

// RFC 4648, section 10.
TEST(WalletBase64, IsTheStandards) {
  const std::pair<std::string, std::string> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"},
                                                       {"\xff\xfe\xfd", "//79"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(encode_base64(bytes), text);
    EXPECT_EQ(decode_base64(text), bytes);
  }
}

TEST(WalletBase64, RefusesASecondTextForTheSameBytes) {
  for (const char* text : {"Zg", "Zg=", "Zh==", "Zg===", "Zm9=", "Zm9v\n", " Zm9v", "Zm9v====", "=",
                           "====", "Zm=v", "Zm8-", "Z m8="})
    EXPECT_FALSE(decode_base64(text)) << text;
}

}  // namespace
}  // namespace tollgate::wallet
