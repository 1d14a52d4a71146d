#include "gateway/adapters/kafka/producer_settings.h"

#include <gmock/gmock.h>

#include <array>

namespace tollgate {
namespace {

using testing::HasSubstr;

KafkaOptions options_with(const std::string& name, const std::string& value) {
  KafkaOptions options;
  options.bootstrap_servers = "127.0.0.1:1";
  if (!name.empty()) options.properties.emplace_back(name, value);
  return options;
}

std::string value_of(const ProducerSettings& settings, const char* name) {
  std::array<char, 256> value{};
  std::size_t size = value.size();
  EXPECT_EQ(rd_kafka_conf_get(settings.get(), name, value.data(), &size), RD_KAFKA_CONF_OK);
  return value.data();
}

TEST(ProducerSettings, NeverLoseOrReorder) {
  const auto settings = make_producer_settings(options_with("", ""));
  ASSERT_TRUE(settings.ok()) << settings.error().message;
  EXPECT_EQ(value_of(*settings, "enable.idempotence"), "true");
  EXPECT_EQ(value_of(*settings, "enable.gapless.guarantee"), "true");
  EXPECT_EQ(value_of(*settings, "queue.buffering.max.messages"), "5000");
}

TEST(ProducerSettings, TakeFurtherSettings) {
  auto options = options_with("security.protocol", "sasl_ssl");
  options.sasl_password = Secret("hunter2");
  const auto settings = make_producer_settings(options);
  ASSERT_TRUE(settings.ok()) << settings.error().message;
  EXPECT_EQ(value_of(*settings, "security.protocol"), "sasl_ssl");
  EXPECT_EQ(value_of(*settings, "sasl.password"), "hunter2");
}

TEST(ProducerSettings, RefuseWhatTheLibraryDoesNotKnow) {
  const auto settings = make_producer_settings(options_with("lingr.ms", "5"));
  ASSERT_FALSE(settings.ok());
  EXPECT_EQ(settings.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(settings.error().message, HasSubstr("lingr.ms"));
}

TEST(ProducerSettings, RefuseToWeakenThePromises) {
  for (const auto* name : {"enable.idempotence", "acks", "request.required.acks",
                           "message.timeout.ms", "delivery.timeout.ms", "sasl.password"}) {
    const auto settings = make_producer_settings(options_with(name, "1"));
    ASSERT_FALSE(settings.ok()) << name;
    EXPECT_THAT(settings.error().message, HasSubstr(name));
  }
}

TEST(ProducerSettings, NeedAnAddress) { EXPECT_FALSE(make_producer_settings(KafkaOptions()).ok()); }

}  // namespace
}  // namespace tollgate
