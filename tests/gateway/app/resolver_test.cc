#include "gateway/app/resolver.h"

#include "tests/gateway/app/world.h"

namespace tollgate {
namespace {

using memory::ChannelFault;
using memory::CommitFault;

TEST(Resolver, UndoesASaleThatTookEffectInSilence) {
  World world;
  world.channel.script({ChannelFault::lost_after});
  world.pay(1999);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::processing);
  EXPECT_EQ(world.only_payment().reason, "outcome_unknown");
  world.resolve_all();
  const Payment payment = world.only_payment();
  EXPECT_EQ(payment.status, PaymentStatus::failed);
  EXPECT_EQ(payment.reason, "outcome_unknown_reversed");
  EXPECT_EQ(world.channel.net_of(payment.id), 0);
  EXPECT_EQ(world.event_types(payment.id),
            (std::vector<std::string>{"payment.created", "payment.processing", "payment.failed"}));
}

TEST(Resolver, RepeatsTheReversalUntilItIsAnswered) {
  World world;
  world.channel.script({ChannelFault::lost_after, ChannelFault::lost_before,
                        ChannelFault::lost_after, ChannelFault::declined, ChannelFault::not_sent});
  world.pay(1999);
  world.resolve_all();
  EXPECT_EQ(world.only_payment().status, PaymentStatus::failed);
  EXPECT_EQ(world.channel.net_of(world.only_payment().id), 0);
  EXPECT_EQ(world.store.all_operations().size(), 2U);  // one void, repeated, not many
}

TEST(Resolver, UnknownIsNotFailedBeforeThereIsEvidence) {
  World world;
  world.channel.script({ChannelFault::lost_after, ChannelFault::lost_before});
  world.pay(1999);
  world.clock.advance(std::chrono::seconds(1));
  auto due =
      world.run(world.store.claim_due_operations(world.clock.now(), std::chrono::seconds(30), 10));
  ASSERT_EQ(due->size(), 1U);
  auto resolve_one = [&]() -> Task<bool> {
    Operation operation = due->front();
    co_await world.resolver.resolve(std::move(operation));
    co_return true;
  };
  world.run(resolve_one());
  EXPECT_EQ(world.only_payment().status, PaymentStatus::processing);
}

TEST(Resolver, RepeatsACaptureOfUnknownOutcome) {
  World world;
  world.pay(5000, CaptureMethod::manual);
  const PaymentId id = world.only_payment().id;
  world.channel.script({ChannelFault::lost_after, ChannelFault::lost_before});
  world.capture(id, 5000);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::processing);
  world.resolve_all();
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(world.channel.net_of(id), 5000);
}

TEST(Resolver, ARefundOfUnknownOutcomeIsUndoneAndItsAmountFree) {
  World world;
  world.pay(1000);
  const PaymentId id = world.only_payment().id;
  world.channel.script({ChannelFault::lost_after});
  world.refund(id, 1000);
  EXPECT_EQ(world.only_payment().amount_refunding, 1000);
  world.resolve_all();
  EXPECT_EQ(world.only_payment().amount_refunding, 0);
  EXPECT_EQ(world.only_payment().amount_refunded, 0);
  EXPECT_EQ(world.channel.net_of(id), 1000);
  EXPECT_EQ(world.refund(id, 1000, "again").answer.status, 200);
  EXPECT_EQ(world.channel.net_of(id), 0);
}

TEST(Resolver, FinishesWhatACrashLeftBetweenTheCommits) {
  // unknown_written: the intent is in the store, and nobody who knows of it is left.
  World world;
  world.commit_faults = {CommitFault::unknown_written};
  EXPECT_EQ(world.pay(1999).answer.body, "service_unavailable");
  EXPECT_EQ(world.only_payment().status, PaymentStatus::processing);
  world.resolve_all();
  EXPECT_EQ(world.only_payment().status, PaymentStatus::failed);
  EXPECT_EQ(world.channel.net_of(world.only_payment().id), 0);
  // The client's repeat learns the truth, and then always the same.
  const Reply told = world.pay(1999);
  EXPECT_TRUE(told.replayed);
  EXPECT_EQ(told.answer.body, "card_declined");
  EXPECT_EQ(world.pay(1999).answer.body, told.answer.body);
}

TEST(Resolver, ARepeatBeforeItIsSettledIsToldToWait) {
  World world;
  world.commit_faults = {CommitFault::unknown_written};
  world.pay(1999);
  const Reply early = world.pay(1999);
  EXPECT_EQ(early.answer.body, "idempotency_in_progress");
  EXPECT_EQ(early.retry_after_s, 1);
}

// Found by the crash campaign: two repeats at once rendered the answer each for itself, with the
// request id of each, and the later one overwrote the stored one.
TEST(Resolver, TwoRepeatsAtOnceGetTheSameAnswer) {
  World world;
  world.commit_faults = {CommitFault::unknown_written};
  world.pay(1999);
  world.resolve_all();
  int rendered = 0;
  auto repeat = [&]() -> Task<std::string> {
    RequestContext again = world.context("pay-1", "1999");
    again.render = [&rendered](const Answer&) {
      StoredAnswer stored;
      stored.status = 402;
      stored.body = "rendering " + std::to_string(++rendered);
      return stored;
    };
    CreatePayment command(Money(1999, kEur));
    command.merchant_id = world.merchant;
    command.payment_method = world.method;
    Reply reply = co_await create_payment(world.services, again, std::move(command));
    co_return reply.answer.body;
  };
  std::string first;
  std::string second;
  auto both = [&]() -> Task<bool> {
    boost::asio::co_spawn(
        world.io, [&]() -> Task<void> { first = co_await repeat(); }, boost::asio::detached);
    second = co_await repeat();
    co_return true;
  };
  world.run(both());
  EXPECT_EQ(rendered, 2);  // both found no answer and made one
  EXPECT_EQ(first, second);
}

TEST(Resolver, AsksAChannelThatCanBeAsked) {
  ChannelTraits traits = card_like_traits();
  traits.recovery = {{OperationKind::sale, Recovery::queryable}};
  for (const auto fault : {ChannelFault::lost_after, ChannelFault::lost_before}) {
    World world(traits);
    world.channel.script({fault});
    world.pay(1999);
    world.resolve_all();
    const bool found = fault == ChannelFault::lost_after;
    EXPECT_EQ(world.only_payment().status,
              found ? PaymentStatus::succeeded : PaymentStatus::failed);
    EXPECT_EQ(world.channel.net_of(world.only_payment().id), found ? 1999 : 0);
  }
}

TEST(Resolver, NotFoundIsNotBelievedBeforeTheSettleTime) {
  ChannelTraits traits = card_like_traits();
  traits.recovery = {{OperationKind::sale, Recovery::queryable}};
  traits.query_settle_time = std::chrono::hours(1);
  World world(traits);
  world.channel.script({ChannelFault::lost_before});
  world.pay(1999);
  world.clock.advance(std::chrono::minutes(1));
  auto due =
      world.run(world.store.claim_due_operations(world.clock.now(), std::chrono::seconds(30), 10));
  ASSERT_EQ(due->size(), 1U);
  auto resolve_one = [&]() -> Task<bool> {
    Operation operation = due->front();
    co_await world.resolver.resolve(std::move(operation));
    co_return true;
  };
  world.run(resolve_one());
  EXPECT_EQ(world.only_payment().status, PaymentStatus::processing);
  world.resolve_all();
  EXPECT_EQ(world.only_payment().status, PaymentStatus::failed);
}

TEST(Resolver, ParksWhatCanNeitherBeAskedNorUndone) {
  ChannelTraits traits = card_like_traits();
  traits.recovery.clear();
  World world(traits);
  world.channel.script({ChannelFault::lost_after});
  world.pay(1999);
  world.resolve_all();
  EXPECT_EQ(world.only_payment().status, PaymentStatus::processing);
  EXPECT_TRUE(world.store.all_operations().front().parked);
  EXPECT_EQ(world.resolver.parked_count(), 1U);
}

// The outcome of a parked operation is not final, so a client whose
// first attempt met a crash was told to wait, and would have been until a person had looked.
TEST(Resolver, ARepeatOfAParkedOperationIsNotToldToWaitForEver) {
  ChannelTraits traits = card_like_traits();
  traits.recovery.clear();
  World world(traits);
  world.commit_faults = {CommitFault::unknown_written};
  world.pay(1999);
  world.resolve_all();
  ASSERT_TRUE(world.store.all_operations().front().parked);
  const Reply told = world.pay(1999);
  EXPECT_TRUE(told.replayed);
  EXPECT_NE(told.answer.body.find(R"("status":"processing")"), std::string::npos);
  EXPECT_EQ(world.pay(1999).answer.body, told.answer.body);
}

TEST(ResolveBackoff, GrowsToFiveMinutesAndStaysThere) {
  EXPECT_EQ(resolve_backoff(0), std::chrono::seconds(1));
  EXPECT_EQ(resolve_backoff(1), std::chrono::seconds(1));
  EXPECT_EQ(resolve_backoff(4), std::chrono::seconds(8));
  EXPECT_EQ(resolve_backoff(100), std::chrono::minutes(5));
  EXPECT_EQ(resolve_backoff(4'000'000'000U), std::chrono::minutes(5));
}

}  // namespace
}  // namespace tollgate
