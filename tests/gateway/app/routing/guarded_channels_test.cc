#include "gateway/app/routing/guarded_channels.h"

#include <boost/asio/steady_timer.hpp>

#include "tests/gateway/app/world.h"

namespace tollgate {
namespace {

using memory::ChannelFault;
using std::chrono::seconds;

RoutedAccount account_with(std::uint32_t minimum_calls, Duration slow_after = Duration(0)) {
  RoutedAccount account;
  account.name = "first";
  account.breaker.minimum_calls = minimum_calls;
  account.breaker.probes = 1;
  account.slow_after = slow_after;
  return account;
}

class GuardedChannelsTest : public testing::Test {
 protected:
  void build(RoutedAccount account) {
    world_.emplace(card_like_traits(), std::vector<RoutedAccount>{std::move(account)});
  }
  Outcome ask(OperationKind kind, std::uint32_t attempt = 1) {
    Operation operation(Money(100, kEur));
    operation.id = OperationId::make(world_->clock.now(), world_->random);
    operation.kind = kind;
    operation.channel_account = "first";
    operation.attempt = attempt;
    ChannelCall call(operation);
    if (kind != OperationKind::sale) call.original = operation;
    return world_->run(world_->guarded.execute(std::move(call)));
  }
  void ask_with(ChannelFault fault, OperationKind kind = OperationKind::sale,
                std::uint32_t attempt = 1) {
    world_->channel.script_of("first", {fault});
    ask(kind, attempt);
  }
  BreakerState state() const {
    return world_->router.find("first")->health.breaker.state(world_->clock.now());
  }
  std::optional<double> ratio() const {
    return world_->router.find("first")->health.success_ratio(world_->clock.now());
  }

  std::optional<World> world_;
};

TEST_F(GuardedChannelsTest, SilenceAndWhatWasNotSentOpenItDeclinesDoNot) {
  for (const auto fault : {ChannelFault::lost_before, ChannelFault::not_sent}) {
    build(account_with(3));
    for (int i = 0; i < 3; ++i) ask_with(fault);
    EXPECT_EQ(state(), BreakerState::open);
  }
  for (const auto fault :
       {ChannelFault::declined, ChannelFault::declined_for_now, ChannelFault::pending}) {
    build(account_with(3));
    for (int i = 0; i < 30; ++i) ask_with(fault);
    EXPECT_EQ(state(), BreakerState::closed);
  }
}

TEST_F(GuardedChannelsTest, AnOpenBreakerAnswersForTheChannel) {
  build(account_with(1));
  ask_with(ChannelFault::not_sent);
  const auto calls = world_->channel.calls();
  for (const auto kind : {OperationKind::sale, OperationKind::authorize}) {
    const Outcome outcome = ask(kind);
    EXPECT_EQ(outcome.kind, OutcomeKind::not_sent);
    EXPECT_EQ(outcome.code, "channel_unavailable");
  }
  EXPECT_EQ(world_->channel.calls(), calls);
  EXPECT_EQ(world_->router.stats().accounts[0].refused_by_breaker, 2U);
}

TEST_F(GuardedChannelsTest, WhatWasBegunGoesThroughAnOpenBreaker) {
  build(account_with(1));
  ask_with(ChannelFault::not_sent);
  ASSERT_EQ(state(), BreakerState::open);
  for (const auto kind : {OperationKind::capture, OperationKind::void_payment,
                          OperationKind::refund, OperationKind::query}) {
    const auto calls = world_->channel.calls();
    ask(kind);
    EXPECT_EQ(world_->channel.calls(), calls + 1) << to_text(kind);
  }
  const auto calls = world_->channel.calls();
  ask(OperationKind::sale, 2);  // the resolver repeats what may have arrived
  EXPECT_EQ(world_->channel.calls(), calls + 1);
}

TEST_F(GuardedChannelsTest, OneOperationThatFailsForEverDoesNotOpenIt) {
  build(account_with(3));
  for (std::uint32_t attempt = 2; attempt < 50; ++attempt)
    ask_with(ChannelFault::lost_before, OperationKind::void_payment, attempt);
  for (int i = 0; i < 50; ++i) ask_with(ChannelFault::lost_before, OperationKind::query);
  EXPECT_EQ(state(), BreakerState::closed);
  for (int i = 0; i < 3; ++i) ask_with(ChannelFault::lost_before, OperationKind::void_payment);
  EXPECT_EQ(state(), BreakerState::open);
}

TEST_F(GuardedChannelsTest, AnAnswerThatTakesTooLongIsAFailure) {
  build(account_with(2, seconds(2)));
  for (int i = 0; i < 2; ++i) {
    world_->channel.interrupt_next = [this](const ChannelCall&) -> Task<void> {
      world_->clock.advance(seconds(2));
      co_return;
    };
    EXPECT_EQ(ask(OperationKind::sale).kind, OutcomeKind::approved);
  }
  EXPECT_EQ(state(), BreakerState::open);
}

TEST_F(GuardedChannelsTest, AnAbandonedProbeGivesItsPlaceBack) {
  build(account_with(1));
  ask_with(ChannelFault::not_sent);
  world_->clock.advance(seconds(5));
  {
    boost::asio::io_context io;
    world_->channel.interrupt_next = [](const ChannelCall&) -> Task<void> {
      boost::asio::steady_timer never(co_await boost::asio::this_coro::executor,
                                      std::chrono::hours(1));
      co_await never.async_wait(boost::asio::use_awaitable);
    };
    Operation operation(Money(100, kEur));
    operation.id = OperationId::make(world_->clock.now(), world_->random);
    operation.kind = OperationKind::sale;
    operation.channel_account = "first";
    ChannelCall call(operation);
    boost::asio::co_spawn(io, world_->guarded.execute(std::move(call)), boost::asio::detached);
    io.poll();
    EXPECT_FALSE(world_->router.find("first")->health.takes_charges(world_->clock.now()));
  }  // the process stops: its coroutines are destroyed
  EXPECT_TRUE(world_->router.find("first")->health.takes_charges(world_->clock.now()));
  EXPECT_EQ(ask(OperationKind::sale).kind, OutcomeKind::approved);
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_F(GuardedChannelsTest, TheSuccessRatioIsOfTheLastMinutesCharges) {
  build(account_with(1000));
  EXPECT_EQ(ratio(), std::nullopt);
  ask_with(ChannelFault::none);
  ask_with(ChannelFault::none);
  ask_with(ChannelFault::declined);
  ask_with(ChannelFault::lost_before);
  ask_with(ChannelFault::declined, OperationKind::refund);  // no charge
  EXPECT_DOUBLE_EQ(ratio().value_or(-1), 0.5);
  world_->clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(ratio(), std::nullopt);
}

TEST_F(GuardedChannelsTest, AnAccountThatNobodyRoutesIsPassedThrough) {
  build(account_with(1));
  Operation operation(Money(100, kEur));
  operation.id = OperationId::make(world_->clock.now(), world_->random);
  operation.kind = OperationKind::sale;
  operation.channel_account = "other";
  ChannelCall call(operation);
  EXPECT_EQ(world_->run(world_->guarded.execute(std::move(call))).kind, OutcomeKind::approved);
}

TEST(ResultOf, TheGatewaysOwnReasonsSayNothingOfTheAccount) {
  Outcome outcome;
  outcome.kind = OutcomeKind::not_sent;
  for (const auto* code : {"channel_busy", "gateway_stopping", "unsupported_operation",
                           "unusable_request", "channel_account_unknown"}) {
    outcome.code = code;
    EXPECT_EQ(result_of(outcome, seconds(60), seconds(1)), CallResult::none) << code;
  }
  for (const auto* code : {"not_sent", "deadline_exceeded", ""}) {
    outcome.code = code;
    EXPECT_EQ(result_of(outcome, seconds(0), seconds(0)), CallResult::failure) << code;
  }
}

}  // namespace
}  // namespace tollgate
