#include "gateway/adapters/webhook/follower.h"

#include <gtest/gtest.h>

#include "tests/gateway/adapters/webhook/webhook_world.h"

namespace tollgate::test {
namespace {

// Loses positions, as a crash between the deliveries and the position does.
class ForgetfulSource final : public EventSource {
 public:
  explicit ForgetfulSource(const mysql::ConnectionOptions& connection) : source_(connection) {}
  Result<StreamCursors> stream_heads() override { return source_.stream_heads(); }
  Result<std::vector<StoredEvent>> read_events(std::uint16_t stream, std::uint64_t after,
                                               std::size_t limit) override {
    return source_.read_events(stream, after, limit);
  }
  Result<StreamCursors> load_cursors(std::string_view follower) override {
    return source_.load_cursors(follower);
  }
  Status save_cursors(const FollowerEpoch&, const StreamCursors&) override { return ok_status(); }
  Result<std::optional<FollowerEpoch>> claim_follower(std::string_view follower,
                                                      std::string_view owner,
                                                      Duration lease) override {
    return source_.claim_follower(follower, owner, lease);
  }
  Result<bool> extend_follower(const FollowerEpoch& held, Duration lease) override {
    return source_.extend_follower(held, lease);
  }
  Status release_follower(const FollowerEpoch& held) override {
    return source_.release_follower(held);
  }

 private:
  mysql::MySqlEventSource source_;
};

TEST(WebhookFollower, MakesOneDeliveryForEveryEndpointThatWantsTheEvent) {
  WebhookWorld world;
  world.add_endpoint("http://127.0.0.1:1/", {"*"});
  world.add_endpoint("http://127.0.0.1:1/", {"payment.created", "refund.created"});
  world.add_endpoint("http://127.0.0.1:1/", {"payment.succeeded"});
  auto disabled = world.add_endpoint("http://127.0.0.1:1/");
  disabled.status = WebhookEndpointStatus::disabled;
  disabled.version = 2;
  WebhookChange change;
  change.changed_endpoint = disabled;
  ASSERT_EQ(world.commit(std::move(change)), CommitStatus::committed);
  world.add_endpoint("http://127.0.0.1:1/");
  world.execute("UPDATE webhook_endpoints SET mode = 2 ORDER BY id DESC LIMIT 1");
  world.take_payments(30);
  world.expand_all();
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries"), 60U);
  EXPECT_EQ(world.number("SELECT COUNT(DISTINCT endpoint_id, event_id) FROM webhook_deliveries"),
            60U);
  EXPECT_EQ(world.count_of_status(1), 60U);
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries WHERE due_at > "
                         "UTC_TIMESTAMP(6)"),
            0U);
}

TEST(WebhookFollower, ACrashBeforeThePositionMakesNoSecondDelivery) {
  WebhookWorld world;
  world.add_endpoint("http://127.0.0.1:1/");
  world.take_payments(50);
  for (int crash = 0; crash < 3; ++crash) {
    ForgetfulSource source(world.connection());
    const auto follower = world.follower(source);
    ASSERT_TRUE(
        comes_true([&] { return world.number("SELECT COUNT(*) FROM webhook_deliveries") == 50; }));
    ASSERT_EQ(source.load_cursors("webhooks")->size(), 0U);
    // A result that was written between two expansions stays.
    world.execute("UPDATE webhook_deliveries SET status = 2, due_at = NULL, attempts = 1");
  }
  world.expand_all();
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries"), 50U);
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries WHERE attempts = 1"), 50U);
  EXPECT_EQ(world.count_of_status(2), 50U);
}

TEST(WebhookFollower, TwoAtOnceAreHarmless) {
  WebhookWorld world;
  world.add_endpoint("http://127.0.0.1:1/");
  world.add_endpoint("http://127.0.0.1:1/");
  mysql::MySqlEventSource one(world.connection());
  mysql::MySqlEventSource other(world.connection());
  const auto first = world.follower(one);
  const auto second = world.follower(other);
  for (int i = 0; i < 20; ++i) {
    world.take_payments(20);
    first->notify();
    second->notify();
  }
  ASSERT_TRUE(
      comes_true([&] { return world.number("SELECT COUNT(*) FROM webhook_deliveries") == 800; }));
  world.expand_all();
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries"), 800U);
}

TEST(WebhookFollower, AnEndpointHearsNothingFromBeforeItsTime) {
  WebhookWorld world;
  world.take_payments(10);
  world.make.advance(std::chrono::seconds(1));
  world.add_endpoint("http://127.0.0.1:1/");
  world.make.advance(std::chrono::seconds(1));
  world.take_payments(5);
  world.expand_all();
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries"), 5U);
}

TEST(WebhookFollower, WithoutAnEndpointEventsAreNotEvenRead) {
  WebhookWorld world;
  world.take_payments(10);
  world.expand_all();
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries"), 0U);
  // What was passed over stays so.
  world.add_endpoint("http://127.0.0.1:1/");
  world.make.advance(std::chrono::seconds(1));
  world.take_payments(3);
  world.expand_all();
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries"), 3U);
}

}  // namespace
}  // namespace tollgate::test
