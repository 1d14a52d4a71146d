// A merchant who asks now: what the channel still owes is asked for, and nothing else is disturbed.
#include "gateway/app/sync_payment.h"

#include "tests/gateway/app/world.h"

namespace tollgate {
namespace {

class SyncPaymentTest : public ::testing::Test {
 protected:
  static ChannelTraits queryable() {
    ChannelTraits traits = card_like_traits();
    traits.recovery = {{OperationKind::authorize, Recovery::queryable},
                       {OperationKind::sale, Recovery::queryable},
                       {OperationKind::void_payment, Recovery::idempotent_by_reference}};
    return traits;
  }
  Reply sync(const std::string& key = "sync-1") {
    const RequestContext made = world_.context(key);
    SyncPayment command{world_.merchant, world_.only_payment().id};
    return world_.run(sync_payment(world_.services, made, command));
  }

  World world_{queryable()};
};

TEST_F(SyncPaymentTest, AsksTheChannelAtOnce) {
  world_.channel.next_action =
      NextAction{NextActionKind::display_qr_code, "", "https://w.example/q", {}, std::nullopt};
  world_.channel.script({memory::ChannelFault::pending});
  world_.pay(1000);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::requires_action);
  EXPECT_EQ(sync("a").answer.status, 200);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::requires_action);
  world_.channel.decide(world_.store.all_operations().front().id, true);
  EXPECT_EQ(sync("b").answer.status, 200);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::succeeded);
}

TEST_F(SyncPaymentTest, TheSameKeyTellsTheNewTruth) {
  world_.channel.script({memory::ChannelFault::pending});
  world_.pay(1000);
  sync("same");
  world_.channel.decide(world_.store.all_operations().front().id, true);
  EXPECT_FALSE(sync("same").replayed);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::succeeded);
}

TEST_F(SyncPaymentTest, ASettledPaymentIsAnsweredWithoutAsking) {
  world_.pay(1000);
  const auto calls = world_.channel.calls();
  EXPECT_EQ(sync().answer.status, 200);
  EXPECT_EQ(world_.channel.calls(), calls);
}

TEST_F(SyncPaymentTest, AStrangersPaymentIsNotThere) {
  world_.pay(1000);
  const RequestContext made = world_.context("k");
  SyncPayment command{MerchantId::make(world_.clock.now(), world_.random),
                      world_.only_payment().id};
  const Reply reply = world_.run(sync_payment(world_.services, made, command));
  EXPECT_EQ(reply.answer.body, "resource_not_found");
}

TEST_F(SyncPaymentTest, AReplayedRequestAsksNothing) {
  world_.channel.script({memory::ChannelFault::pending});
  world_.pay(1000);
  const RequestContext made = world_.context("k");
  SyncPayment command{world_.merchant, world_.only_payment().id};
  world_.run(sync_payment(world_.services, made, command));
  const auto calls = world_.channel.calls();
  EXPECT_EQ(world_.run(sync_payment(world_.services, made, command)).answer.body, "nonce_replayed");
  EXPECT_EQ(world_.channel.calls(), calls);
}

}  // namespace
}  // namespace tollgate
