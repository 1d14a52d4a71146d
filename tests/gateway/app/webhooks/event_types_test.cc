#include "gateway/app/webhooks/event_types.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>

namespace tollgate {
namespace {

// A type that event.h names and an endpoint cannot choose would be one nobody hears of.
TEST(WebhookEventTypes, AreThoseOfTheEventHeader) {
  std::ifstream file(std::string(TOLLGATE_SOURCE_DIR) + "/gateway/payment/event.h");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const std::regex constant(R"re(string_view k\w+\s*=\s*"([a-z_.]+)")re");
  std::vector<std::string> named;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), constant);
       at != std::sregex_iterator(); ++at)
    named.push_back((*at)[1]);
  ASSERT_GE(named.size(), 14U);
  std::vector<std::string> known(webhook_event_types().begin(), webhook_event_types().end());
  std::sort(named.begin(), named.end());
  std::sort(known.begin(), known.end());
  EXPECT_EQ(named, known) << "keep gateway/app/webhooks/event_types.cc complete";
}

TEST(WebhookEventTypes, TakesAnyAndNoGuess) {
  EXPECT_TRUE(is_webhook_event_type("*"));
  EXPECT_TRUE(is_webhook_event_type("payment.succeeded"));
  for (const char* type :
       {"", "payment.*", "payment.suceeded", "Payment.succeeded", "webhook.test"})
    EXPECT_FALSE(is_webhook_event_type(type)) << type;
}

}  // namespace
}  // namespace tollgate
