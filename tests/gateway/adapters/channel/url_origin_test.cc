#include "gateway/adapters/channel/url_origin.h"

#include <gtest/gtest.h>

namespace tollgate::channel {
namespace {

TEST(UrlOrigin, NamesSchemeHostAndPort) {
  EXPECT_EQ(origin_of("https://Bank.Example/pay?x=1"), "https://bank.example:443");
  EXPECT_EQ(origin_of("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
}

TEST(UrlOrigin, IsNotFooledByLookAlikes) {
  EXPECT_EQ(origin_of("https://bank.example.evil.example/"),
            "https://bank.example.evil.example:443");
  EXPECT_EQ(origin_of("https://bank.example@evil.example/"), std::nullopt);
  EXPECT_EQ(origin_of("ftp://bank.example/"), std::nullopt);
  EXPECT_EQ(origin_of("bank.example/pay"), std::nullopt);
  EXPECT_EQ(origin_of(""), std::nullopt);
}

}  // namespace
}  // namespace tollgate::channel
