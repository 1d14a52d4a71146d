#include "plugins/wallet/envelope.h"

#include <gtest/gtest.h>

namespace tollgate::wallet {
namespace {

std::optional<std::string> content(const std::string& body) {
  const auto envelope = open_envelope("alipay.trade.query", body);
  if (!envelope) return std::nullopt;
  return std::string(envelope->content) + " " + envelope->sign;
}

TEST(WalletEnvelope, GivesTheVeryBytesThatWereSigned) {
  EXPECT_EQ(content(R"({"alipay_trade_query_response":{"a": "1",  "b":{"c":[1,"}"]}},"sign":"x"})"),
            R"({"a": "1",  "b":{"c":[1,"}"]}} x)");
  EXPECT_EQ(content(R"( { "sign" : "x" , "cert" : [ {} , "," ] ,
                         "alipay_trade_query_response" : { "a" : "\"}" } } )"),
            R"({ "a" : "\"}" } x)");
  EXPECT_EQ(content(R"({"error_response":{"code":"40002"},"sign":"x"})"), R"({"code":"40002"} x)");
  EXPECT_EQ(content(R"({"alipay_trade_query_response":{},"sign":"a\/b"})"), "{} a/b");
}

TEST(WalletEnvelope, RefusesWhatCouldBeReadInTwoWays) {
  for (const char* body :
       {"", "[]", "{}", "null", "{\"sign\":\"x\"}", R"({"alipay_trade_query_response":{}})",
        R"({"alipay_trade_pay_response":{},"sign":"x"})",
        R"({"alipay_trade_query_response":{},"sign":1})",
        R"({"alipay_trade_query_response":"{}","sign":"x"})",
        R"({"alipay_trade_query_response":[],"sign":"x"})",
        R"({"alipay_trade_query_response":{},"alipay_trade_query_response":{},"sign":"x"})",
        R"({"alipay_trade_query_response":{},"error_response":{},"sign":"x"})",
        R"({"alipay_trade_query_response":{},"sign":"x","sign":"y"})",
        R"({"\u0061lipay_trade_query_response":{},"sign":"x"})",
        R"({"alipay_trade_query_response":{},"sign":"x"}})",
        R"({"alipay_trade_query_response":{},"sign":"x"} {})"})
    EXPECT_FALSE(content(body)) << body;
}

}  // namespace
}  // namespace tollgate::wallet
