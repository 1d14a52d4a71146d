#include "gateway/app/webhooks/webhook.h"

#include <gtest/gtest.h>

#include "gateway/app/cloud_event.h"

namespace tollgate {
namespace {

class WebhookTest : public testing::Test {
 protected:
  WebhookTest() {
    endpoint_.id = WebhookEndpointId::make(now_, random_);
    endpoint_.merchant_id = MerchantId::make(now_, random_);
    endpoint_.mode = Mode::test;
    endpoint_.enabled_events = {"payment.succeeded"};
    endpoint_.status = WebhookEndpointStatus::enabled;
    endpoint_.enabled_at = now_;
    event_.id = EventId::make(now_, random_);
    event_.merchant_id = endpoint_.merchant_id;
    event_.payment_id = PaymentId::make(now_, random_);
    event_.type = "payment.succeeded";
    event_.occurred_at = now_;
    event_.data = R"({"payment":{"amount":1999}})";
  }

  SystemRandom random_;
  const Timestamp now_ = from_unix_micros(1'700'000'000'000'001);
  WebhookEndpoint endpoint_;
  Event event_;
};

TEST_F(WebhookTest, AnEndpointGetsWhatItChoseSinceItWasEnabled) {
  EXPECT_TRUE(wants(endpoint_, event_));
  endpoint_.enabled_events = {"refund.succeeded"};
  EXPECT_FALSE(wants(endpoint_, event_));
  endpoint_.enabled_events = {"*"};
  EXPECT_TRUE(wants(endpoint_, event_));
  event_.occurred_at = now_ - Duration(1);
  EXPECT_FALSE(wants(endpoint_, event_));
  event_.occurred_at = now_;
  endpoint_.status = WebhookEndpointStatus::disabled;
  EXPECT_FALSE(wants(endpoint_, event_));
  endpoint_.status = WebhookEndpointStatus::enabled;
  event_.merchant_id = MerchantId::make(now_, random_);
  EXPECT_FALSE(wants(endpoint_, event_));
}

TEST_F(WebhookTest, TheDeliverysIdFollowsFromEventAndEndpoint) {
  const auto id = delivery_id_of(event_.id, endpoint_.id);
  EXPECT_EQ(id, delivery_id_of(event_.id, endpoint_.id));
  EXPECT_NE(id, delivery_id_of(EventId::make(now_, random_), endpoint_.id));
  EXPECT_NE(id, delivery_id_of(event_.id, WebhookEndpointId::make(now_, random_)));
  // Ids sort by the time of their events.
  const auto later = EventId::make(now_ + std::chrono::milliseconds(1), random_);
  EXPECT_LT(id, delivery_id_of(later, endpoint_.id));
  EXPECT_EQ(id.str().substr(0, 3), "wd_");
}

TEST_F(WebhookTest, TheBodyIsAStructuredCloudEvent) {
  event_.id = *EventId::parse("evt_01JD0000000000000000000001");
  event_.payment_id = *PaymentId::parse("pay_01JD0000000000000000000002");
  EXPECT_EQ(structured_cloud_event(event_, "/tollgate"),
            R"({"specversion":"1.0","id":"evt_01JD0000000000000000000001","source":"/tollgate",)"
            R"("type":"payment.succeeded","subject":"pay_01JD0000000000000000000002",)"
            R"("time":"2023-11-14T22:13:20.000001Z","datacontenttype":"application/json",)"
            R"("data":{"payment":{"amount":1999}}})");
  event_.payment_id = PaymentId();
  EXPECT_EQ(structured_cloud_event(event_, "/tollgate").find("subject"), std::string::npos);
}

}  // namespace
}  // namespace tollgate
