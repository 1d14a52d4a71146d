// A rate that a channel account promises, the one payment that is made with it, and what the
// payment then came to on the merchant's account.
#include "gateway/app/create_fx_quote.h"

#include "tests/gateway/app/world.h"
#include "tests/gateway/currencies.h"

namespace tollgate {
namespace {

Exchange exchange_of(std::int64_t settled, std::int64_t fee, std::string rate) {
  Exchange exchange(Money(settled, kEur), Money(fee, kEur));
  exchange.rate = std::move(rate);
  return exchange;
}

ChannelTraits quoting_traits() {
  ChannelTraits traits = card_like_traits();
  traits.operations.push_back(OperationKind::quote);
  traits.methods = {"bank_transfer"};
  return traits;
}

class FxQuoteTest : public ::testing::Test {
 protected:
  FxQuoteTest() {
    Exchange promise = exchange_of(9150, 50, "0.92");
    promise.reference = "Q-1";
    promise.expires_at = world_.clock.now() + std::chrono::minutes(1);
    world_.channel.exchange = promise;
    world_.services.choose_quoting_account = [this](const Payment& payment) {
      return world_.channel.find_traits("account")->takes(payment.amount) ? account_ : "";
    };
  }

  Reply ask(const std::string& key = "quote-1", std::int64_t minor = 10'000) {
    const RequestContext made = world_.context(key, std::to_string(minor));
    CreateFxQuote command(Money(minor, kUsd));
    command.merchant_id = world_.merchant;
    command.method = "bank_transfer";
    FxQuoteRenderer render = [this](const FxQuote& quote) {
      given_ = quote;
      StoredAnswer answer;
      answer.status = 201;
      answer.body = to_json(quote);
      return answer;
    };
    return world_.run(create_fx_quote(world_.services, made, std::move(command), render));
  }

  Reply pay(FxQuoteId quote, const std::string& key = "pay-1", std::int64_t minor = 10'000) {
    const RequestContext made = world_.context(key, std::to_string(minor));
    CreatePayment command(Money(minor, kUsd));
    command.merchant_id = world_.merchant;
    command.method = "bank_transfer";
    command.fx_quote = quote;
    return world_.run(create_payment(world_.services, made, std::move(command)));
  }

  Operation only_operation() {
    const auto listed = world_.run(world_.store.list_operations(world_.only_payment().id));
    EXPECT_EQ(listed->size(), 1U);
    return listed->front();
  }
  std::size_t breaks() { return world_.run(world_.store.list_open_breaks(10))->size(); }

  World world_{quoting_traits()};
  std::string account_ = "account";
  std::optional<FxQuote> given_;
};

TEST_F(FxQuoteTest, APaymentIsMadeWithThePromise) {
  EXPECT_EQ(ask().answer.status, 201);
  ASSERT_TRUE(given_);
  EXPECT_EQ(pay(given_->id).answer.status, 200);
  const Payment payment = world_.only_payment();
  EXPECT_EQ(payment.status, PaymentStatus::succeeded);
  EXPECT_EQ(payment.channel_account, "account");
  ASSERT_EQ(world_.channel.quotes_seen().size(), 1U);
  EXPECT_EQ(world_.channel.quotes_seen()[0]->promise.reference, "Q-1");
  ASSERT_TRUE(payment.exchange);
  EXPECT_EQ(payment.exchange->settled, Money(9150, kEur));
  EXPECT_EQ(breaks(), 0U);
}

TEST_F(FxQuoteTest, TheSameRequestGetsTheSameQuote) {
  const Reply first = ask();
  const Reply again = ask();
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.answer.body, first.answer.body);
  EXPECT_EQ(world_.channel.calls(), 1U);
}

TEST_F(FxQuoteTest, IsForOnePayment) {
  ask();
  pay(given_->id);
  EXPECT_EQ(pay(given_->id, "pay-2").answer.body, "fx_quote_expired");
  EXPECT_EQ(world_.store.all_payments().size(), 1U);
  EXPECT_EQ(world_.channel.quotes_seen().size(), 1U);
}

TEST_F(FxQuoteTest, IsOverInTime) {
  ask();
  world_.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(pay(given_->id).answer.body, "fx_quote_expired");
  EXPECT_TRUE(world_.store.all_payments().empty());
}

TEST_F(FxQuoteTest, IsForWhatItWasAskedFor) {
  ask();
  EXPECT_EQ(pay(given_->id, "pay-1", 9'999).answer.body, "parameter_invalid");
  EXPECT_EQ(pay(FxQuoteId::make(world_.clock.now(), world_.random), "pay-2").answer.body,
            "resource_not_found");
  EXPECT_TRUE(world_.store.all_payments().empty());
}

TEST_F(FxQuoteTest, IsNobodyElses) {
  ask();
  world_.merchant = MerchantId::make(world_.clock.now(), world_.random);
  EXPECT_EQ(pay(given_->id).answer.body, "resource_not_found");
}

TEST_F(FxQuoteTest, NoPromiseNoQuote) {
  world_.channel.script({memory::ChannelFault::lost_after, memory::ChannelFault::declined});
  EXPECT_EQ(ask("quote-1").answer.body, "channel_unavailable");
  EXPECT_EQ(ask("quote-2").answer.body, "currency_not_supported");
  account_.clear();
  EXPECT_EQ(ask("quote-3").answer.body, "currency_not_supported");
  EXPECT_FALSE(given_);
}

TEST_F(FxQuoteTest, AChannelThatBooksSomethingElseIsABreak) {
  ask();
  world_.channel.exchange = exchange_of(9140, 50, "0.919");
  pay(given_->id);
  EXPECT_EQ(world_.only_payment().exchange->settled, Money(9140, kEur));
  const auto open = world_.run(world_.store.list_open_breaks(10));
  ASSERT_EQ(open->size(), 1U);
  EXPECT_EQ(open->front().kind, break_kind::kQuoteNotKept);
}

TEST_F(FxQuoteTest, WhatItCameToMayBeToldLater) {
  world_.channel.exchange.reset();
  world_.pay(1999);
  EXPECT_FALSE(world_.only_payment().exchange);
  Outcome told;
  told.kind = OutcomeKind::approved;
  told.exchange = exchange_of(1960, 39, "");
  const OperationId operation = only_operation().id;
  EXPECT_EQ(world_.report(operation, ReportKind::outcome, told), ReportResult::applied);
  const Payment payment = world_.only_payment();
  EXPECT_EQ(payment.exchange, told.exchange);
  EXPECT_EQ(world_.event_types(payment.id).back(), event_type::kPaymentExchanged);
  // Once: a second telling is no news, whatever it says.
  told.exchange = exchange_of(1, 0, "");
  EXPECT_EQ(world_.report(operation, ReportKind::outcome, told), ReportResult::known_already);
  EXPECT_EQ(world_.only_payment().version, payment.version);
}

TEST_F(FxQuoteTest, ARefundTellsWhatLeftTheAccount) {
  world_.pay(1999);
  world_.channel.exchange = exchange_of(470, 10, "0.92");
  const PaymentId id = world_.only_payment().id;
  world_.refund(id, 500);
  const auto refunds = world_.run(world_.store.list_refunds(id));
  ASSERT_EQ(refunds->size(), 1U);
  EXPECT_EQ(refunds->front().exchange, world_.channel.exchange);
  EXPECT_EQ(world_.only_payment().exchange->settled, Money(9150, kEur));  // its own, as it was
}

TEST_F(FxQuoteTest, CapturesAddUp) {
  world_.channel.exchange.reset();
  world_.pay(1999, CaptureMethod::manual);
  world_.channel.exchange = exchange_of(900, 10, "0.92");
  const PaymentId id = world_.only_payment().id;
  world_.capture(id, 1000, "capture-1", false);
  world_.capture(id, 999, "capture-2");
  EXPECT_EQ(world_.only_payment().exchange->settled, Money(1800, kEur));
  EXPECT_EQ(world_.only_payment().exchange->fee, Money(20, kEur));
}

}  // namespace
}  // namespace tollgate
