#include "gateway/app/webhooks/signature.h"

#include <gmock/gmock.h>

#include "gateway/base/encoding.h"

namespace tollgate {
namespace {

// The example of the Standard Webhooks specification's own libraries.
TEST(WebhookSignature, IsTheSpecificationsExample) {
  const std::vector<Secret> secrets = {Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")};
  const auto signature = webhook_signature(secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                                           R"({"test": 2432232314})");
  ASSERT_TRUE(signature.ok());
  EXPECT_EQ(*signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, SignsWithEverySecretInOrder) {
  SystemRandom random;
  const std::vector<Secret> both = {make_webhook_secret(random), make_webhook_secret(random)};
  const auto together = webhook_signature(both, "evt_1", 1, "{}");
  const auto first = webhook_signature(std::span(both).first(1), "evt_1", 1, "{}");
  const auto second = webhook_signature(std::span(both).last(1), "evt_1", 1, "{}");
  EXPECT_NE(*first, *second);
  EXPECT_EQ(*together, *first + " " + *second);
}

TEST(WebhookSignature, SecretsAreLongAndDifferent) {
  SystemRandom random;
  const Secret secret = make_webhook_secret(random);
  EXPECT_TRUE(secret.reveal().starts_with("whsec_"));
  EXPECT_EQ(from_base64(secret.reveal().substr(6))->size(), 32U);
  EXPECT_FALSE(secret == make_webhook_secret(random));
}

TEST(WebhookSignature, RefusesWhatIsNoSecret) {
  for (const char* text :
       {"", "whsec_", "secret", "whsec_not base64", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}) {
    const std::vector<Secret> secrets = {Secret(text)};
    EXPECT_FALSE(webhook_signature(secrets, "evt_1", 1, "{}").ok()) << text;
  }
}

}  // namespace
}  // namespace tollgate
