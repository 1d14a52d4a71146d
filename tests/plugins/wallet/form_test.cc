#include "plugins/wallet/form.h"

#include <gtest/gtest.h>

namespace tollgate::wallet {
namespace {

TEST(WalletForm, SignsNamesInOrderAndValuesAsTheyAre) {
  const Parameters parameters = {{"b", "2 & 3"}, {"a", "\xe4\xb8\xad"}, {"A", "x=y"}};
  EXPECT_EQ(signed_text(parameters), "A=x=y&a=\xe4\xb8\xad&b=2 & 3");
  EXPECT_EQ(encode_form(parameters), "A=x%3Dy&a=%E4%B8%AD&b=2%20%26%203");
}

TEST(WalletForm, IsReadBack) {
  const Parameters parameters = {{"a", ""}, {"b c", "1+1"}, {"sign", "ab+/=="}};
  EXPECT_EQ(decode_form(encode_form(parameters)), parameters);
  EXPECT_EQ(decode_form("a=1+2&b=*"), (Parameters{{"a", "1 2"}, {"b", "*"}}));
}

TEST(WalletForm, RefusesWhatIsNone) {
  for (const char* text : {"", "a", "=1", "a=1&", "&a=1", "a=1&&b=2", "a=1&a=2", "a=1&%61=2", "a=%",
                           "a=%2", "a=%2x", "a=%2f", "a=b=c", "a=b c", "a=\xe4", "a=1\n"})
    EXPECT_FALSE(decode_form(text)) << text;
}

TEST(WalletForm, HasABoundOnItsParameters) {
  std::string text = "a=1";
  for (int i = 0; i < 127; ++i) text += "&b" + std::to_string(i) + "=1";
  EXPECT_TRUE(decode_form(text));
  EXPECT_FALSE(decode_form(text + "&c=1"));
}

}  // namespace
}  // namespace tollgate::wallet
