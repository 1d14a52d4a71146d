// Operations that did not end as they should: parked, late, without their card, in each other's
// way.
#include "gateway/app/perform.h"
#include "tests/gateway/app/lifecycle_support.h"

namespace tollgate {
namespace {

TEST(Parked, IsSettledByAPersonWithAReason) {
  ChannelTraits traits = card_like_traits();
  traits.recovery.clear();
  World world(traits);
  world.channel.script({ChannelFault::lost_after});
  world.pay(1999);
  world.resolve_all();
  const auto parked = world.run(world.store.list_parked_operations(10));
  ASSERT_EQ(parked->size(), 1U);
  SettleOperation command;
  command.operation_id = parked->front().id;
  command.outcome = OutcomeKind::approved;
  EXPECT_FALSE(world.run(settle_operation(world.services, command)).ok());  // no reason
  command.reason = "the bank's statement shows it";
  command.person = "ann";
  EXPECT_TRUE(world.run(settle_operation(world.services, command)).ok());
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_FALSE(world.run(settle_operation(world.services, command)).ok());  // once only
  EXPECT_TRUE(world.run(world.store.list_parked_operations(10))->empty());
}

// Found by the simulation: a message left although the resolver already had its operation.
TEST(SlowCommit, OfAnIntentKeepsItsMessageFromLeaving) {
  World world;
  world.next_commit_takes = std::chrono::seconds(30);
  EXPECT_EQ(world.pay(1999).answer.body, "channel_unavailable");
  EXPECT_EQ(world.channel.calls(), 0U);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::failed);
  EXPECT_EQ(world.only_payment().reason, "not_sent_in_time");
  world.resolve_all();
  EXPECT_EQ(world.channel.calls(), 0U);
}

class ShutVault final : public CardVault {
 public:
  explicit ShutVault(ErrorCode why) : why_(why) {}
  Status seal(const CardData&, PaymentMethod&) override { return shut(); }
  Result<CardData> open(const PaymentMethod&) override { return shut(); }
  Digest32 request_fingerprint(std::string_view bytes) override { return sha256(bytes); }

 private:
  Error shut() const { return {why_, "The vault does not open.", ""}; }
  ErrorCode why_;
};

// Resolves the one operation that is due, by services whose vault does not open.
Resolution resolve_without_vault(World& world, ErrorCode why) {
  ShutVault shut(why);
  const Services& open = world.services;
  Services without{open.store,
                   open.channels,
                   shut,
                   open.clock,
                   open.random,
                   open.recent_requests,
                   open.cvc_cache,
                   open.payment_methods,
                   open.evaluate_risk,
                   open.sleep,
                   open.choose_channel_account,
                   open.wake_resolver};
  world.clock.advance(std::chrono::seconds(20));
  auto due =
      world.run(world.store.claim_due_operations(world.clock.now(), std::chrono::seconds(30), 10));
  EXPECT_EQ(due->size(), 1U);
  return world.run(resolve_operation(without, due->front()));
}

// Found by the simulation: a charge was repeated without its card when the card could not be read;
// a channel that declines such a message has said nothing about the first one.
TEST(Card, ThatCannotBeReadKeepsTheRepeatFromLeaving) {
  ChannelTraits traits = card_like_traits();
  traits.recovery = {{OperationKind::sale, Recovery::idempotent_by_reference}};
  World world(traits);
  world.channel.script({ChannelFault::lost_after});
  world.pay(1999);
  const auto calls = world.channel.calls();
  EXPECT_EQ(resolve_without_vault(world, ErrorCode::unavailable), Resolution::waiting);
  EXPECT_EQ(world.channel.calls(), calls);
  world.resolve_all();
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
}

TEST(Card, ThatWillNeverBeReadLeavesItsOperationToAPerson) {
  ChannelTraits traits = card_like_traits();
  traits.recovery = {{OperationKind::sale, Recovery::idempotent_by_reference}};
  World world(traits);
  world.channel.script({ChannelFault::lost_after});
  world.pay(1999);
  EXPECT_EQ(resolve_without_vault(world, ErrorCode::not_found), Resolution::parked);
  EXPECT_TRUE(only_operation(world.store.all_operations()).parked);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::processing) << "unknown is not failed";
}

TEST(Card, ThatTheChannelDoesNotNeedHoldsNothingUp) {
  ChannelTraits traits = card_like_traits();
  traits.needs_card = {OperationKind::authorize, OperationKind::sale};
  World world(traits);
  const Payment payment = held(world, 1999);
  world.channel.script({ChannelFault::lost_after});
  world.capture(payment.id, 1999);
  EXPECT_EQ(resolve_without_vault(world, ErrorCode::not_found), Resolution::settled);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
}

TEST(NewWish, OnAnUnknownPaymentSettlesItFirst) {
  World world(wallet_like_traits());
  world.channel.script({ChannelFault::lost_after});
  world.pay(1999);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::processing);
  // The refund finds the sale unknown, asks, learns that it was approved, and goes on.
  EXPECT_EQ(world.refund(world.only_payment().id, 1999).answer.status, 200);
  EXPECT_EQ(world.only_payment().amount_refunded, 1999);
}

TEST(Misfit, OfAnOutcomeAndItsPaymentIsABreakAndNoCrash) {
  World world;
  Payment payment = held(world, 5000);
  payment.status = PaymentStatus::canceled;
  Operation capture =
      make_operation(world.services, payment, OperationKind::capture, payment.amount);
  OperationSubject subject{payment, capture, std::nullopt, std::nullopt};
  Outcome approved;
  approved.kind = OutcomeKind::approved;
  const Change change =
      finish_operation(subject, approved, finishing(world.services, subject.operation));
  ASSERT_TRUE(change.new_break);
  EXPECT_FALSE(change.changed_payment);
  EXPECT_EQ(subject.payment.amount_captured, 0);
  EXPECT_EQ(change.changed_operations.front().outcome.kind, OutcomeKind::approved);
}

}  // namespace
}  // namespace tollgate
