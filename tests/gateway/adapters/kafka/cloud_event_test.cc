#include "gateway/adapters/kafka/cloud_event.h"

#include <gmock/gmock.h>

namespace tollgate {
namespace {

TEST(CloudEvent, CarriesTheAttributesOfBinaryMode) {
  Event event;
  event.id = *EventId::parse("evt_01JD0000000000000000000001");
  event.payment_id = *PaymentId::parse("pay_01JD0000000000000000000002");
  event.type = "payment.succeeded";
  event.occurred_at = from_unix_micros(1'700'000'000'000'001);

  const auto cloud_event = to_cloud_event(event, "/tollgate/eu-1");
  EXPECT_EQ(cloud_event.key, "pay_01JD0000000000000000000002");
  using Header = std::pair<std::string_view, std::string>;
  EXPECT_THAT(cloud_event.headers,
              testing::UnorderedElementsAre(Header("ce_specversion", "1.0"),
                                            Header("ce_id", "evt_01JD0000000000000000000001"),
                                            Header("ce_source", "/tollgate/eu-1"),
                                            Header("ce_type", "payment.succeeded"),
                                            Header("ce_subject", "pay_01JD0000000000000000000002"),
                                            Header("ce_time", "2023-11-14T22:13:20.000001Z"),
                                            Header("content-type", "application/json")));
}

}  // namespace
}  // namespace tollgate
