// What may be done with a payout, what may not, and what the bank says of it later.
#include "tests/gateway/app/payout_support.h"

namespace tollgate {
namespace {

TEST_F(PayoutTest, HasNoRefundNoCaptureAndNoWayIntoPayments) {
  world().pay_out(1999);
  const PaymentId id = payout().id;
  EXPECT_EQ(world().refund(id, 100).answer.body, "resource_not_found");
  EXPECT_EQ(world().capture(id, 100).answer.body, "resource_not_found");
  EXPECT_EQ(world().cancel(id).answer.body, "resource_not_found");
  EXPECT_EQ(world().review(id, true).answer.body, "resource_not_found");
  EXPECT_EQ(payout().amount_refundable(), 0);
  EXPECT_EQ(world().channel.calls(), 1U);
  expect_paid(1999);
}

TEST_F(PayoutTest, OfAnotherMerchantIsNotThere) {
  world().verdict = risk::Verdict::review;
  world().pay_out(1999);
  const PaymentId id = payout().id;
  world().merchant = MerchantId::make(world().clock.now(), world().random);
  EXPECT_EQ(world().review(id, true, "r", kPayout).answer.body, "resource_not_found");
  EXPECT_EQ(world().cancel(id, "c", kPayout).answer.body, "resource_not_found");
  EXPECT_EQ(payout().status, PaymentStatus::in_review);
  EXPECT_EQ(world().channel.calls(), 0U);
}

TEST_F(PayoutTest, ThatWasSentCannotBeCanceled) {
  for (const auto fault : {Fault::none, Fault::pending, Fault::lost_after}) {
    build(bank_like_traits());
    world().channel.script({fault, fault});
    world().pay_out(1999);
    EXPECT_EQ(world().cancel(payout().id, "c", kPayout).answer.body, "payment_state_conflict");
    EXPECT_NE(payout().status, PaymentStatus::canceled);
    EXPECT_EQ(operations().size(), 1U);
  }
}

// Somebody must approve it at the bank: still it is there, and cannot be called back.
TEST_F(PayoutTest, ThatAwaitsAnActionCannotBeCanceled) {
  world().channel.next_action = NextAction{NextActionKind::await_notification, "", "", {}, {}};
  world().channel.script({Fault::pending, Fault::pending});
  world().pay_out(1999);
  EXPECT_EQ(payout().status, PaymentStatus::requires_action);
  EXPECT_EQ(world().cancel(payout().id, "c", kPayout).answer.body, "payment_state_conflict");
  EXPECT_EQ(world().report(operation().id, OutcomeKind::approved), ReportResult::applied);
  EXPECT_EQ(payout().status, PaymentStatus::succeeded);
}

TEST_F(PayoutTest, InReviewIsSentOnceApproved) {
  world().verdict = risk::Verdict::review;
  world().pay_out(1999);
  EXPECT_EQ(payout().status, PaymentStatus::in_review);
  EXPECT_EQ(world().channel.calls(), 0U);
  EXPECT_EQ(world().review(payout().id, true, "r", kPayout).answer.status, 200);
  EXPECT_EQ(world().review(payout().id, true, "r2", kPayout).answer.body, "payment_state_conflict");
  EXPECT_EQ(events(), (Types{"payout.in_review", "payout.review_approved", "payout.succeeded"}));
  expect_paid(1999);
}

TEST_F(PayoutTest, InReviewMayBeRejectedCanceledOrForgotten) {
  for (const int how : {0, 1, 2}) {
    build(bank_like_traits());
    world().verdict = risk::Verdict::review;
    world().pay_out(1999);
    if (how == 0) world().review(payout().id, false, "r", kPayout);
    if (how == 1) world().cancel(payout().id, "c", kPayout);
    if (how == 2) world().clock.advance(std::chrono::hours(24 * 4));
    world().resolve_due();
    EXPECT_EQ(payout().status, how == 1 ? PaymentStatus::canceled : PaymentStatus::failed);
    EXPECT_EQ(events().back(), how == 1 ? "payout.canceled" : "payout.failed");
    EXPECT_EQ(world().channel.calls(), 0U);
  }
}

TEST_F(PayoutTest, ReturnedByTheBankStillSucceededAndTellsWhatCameBack) {
  world().pay_out(1999);
  const Money part(999, kEur);
  EXPECT_EQ(world().report(operation().id, ReportKind::reversed, {}, part), ReportResult::applied);
  EXPECT_EQ(payout().status, PaymentStatus::succeeded);
  EXPECT_EQ(payout().amount_reversed, 999);
  EXPECT_EQ(payout().amount_captured, 1999);
  EXPECT_EQ(world().report(operation().id, ReportKind::reversed, {}, Money(1000, kEur)),
            ReportResult::applied);
  EXPECT_EQ(payout().amount_reversed, 1999);
  EXPECT_EQ(events(),
            (Types{"payout.created", "payout.succeeded", "payout.returned", "payout.returned"}));
  EXPECT_TRUE(breaks().empty());
}

TEST_F(PayoutTest, TellsWhatLeftTheAccountOnceTheBankHas) {
  world().pay_out(1999);
  Outcome booked;
  booked.kind = OutcomeKind::approved;
  booked.exchange.emplace(Money(2049, kEur), Money(50, kEur));
  for (const auto result : {ReportResult::applied, ReportResult::known_already})
    EXPECT_EQ(world().report(operation().id, ReportKind::outcome, booked), result);
  ASSERT_TRUE(payout().exchange);
  EXPECT_EQ(payout().exchange->settled, Money(2049, kEur));
  EXPECT_EQ(events(), (Types{"payout.created", "payout.succeeded", "payout.exchanged"}));
}

TEST_F(PayoutTest, WhatCannotBeOfAPayoutIsABreakForAPerson) {
  world().pay_out(1999);
  world().report(operation().id, ReportKind::reversed, {}, Money(2000, kEur));
  ASSERT_EQ(breaks().size(), 1U);
  EXPECT_EQ(breaks()[0].kind, break_kind::kAmountMismatch);
  world().report(operation().id, ReportKind::dispute_opened, {}, Money(5, kEur));
  EXPECT_EQ(breaks().size(), 2U);
  world().report(operation().id, OutcomeKind::declined);
  EXPECT_EQ(breaks().size(), 3U);
  EXPECT_EQ(payout().status, PaymentStatus::succeeded);
  EXPECT_EQ(payout().amount_reversed + payout().amount_disputed, 0);
}

TEST_F(PayoutTest, ApprovedAfterItFailedIsABreakWhereItCannotBeVoided) {
  world().channel.script({Fault::declined});
  world().pay_out(1999);
  world().report(operation().id, OutcomeKind::approved);
  EXPECT_EQ(payout().status, PaymentStatus::failed);
  ASSERT_EQ(breaks().size(), 1U);
  EXPECT_EQ(breaks()[0].kind, break_kind::kLateApproval);
  EXPECT_EQ(operations().size(), 1U);
}

class RoutedPayoutTest : public PayoutTest {
 protected:
  void SetUp() override { build(bank_like_traits(), accounts()); }
  static std::vector<RoutedAccount> accounts() {
    std::vector<RoutedAccount> accounts(2);
    accounts[0].name = "first";
    accounts[1].name = "second";
    accounts[1].priority = 2;
    return accounts;
  }
};

TEST_F(RoutedPayoutTest, GoesToAnotherAccountOnlyOnProofThatNothingWasSent) {
  world().channel.script_of("first", {Fault::not_sent});
  EXPECT_EQ(world().pay_out(1999).answer.status, 200);
  EXPECT_EQ(payout().channel_account, "second");
  EXPECT_EQ(events(), (Types{"payout.created", "payout.rerouted", "payout.succeeded"}));
  expect_paid(1999);
}

TEST_F(RoutedPayoutTest, StaysWhereItWasDeclinedForNowOrNobodyKnows) {
  for (const auto fault : {Fault::declined_for_now, Fault::lost_after, Fault::pending}) {
    build(bank_like_traits(), accounts());
    world().channel.script_of("first", {fault});
    world().pay_out(1999);
    EXPECT_EQ(world().channel.calls_of("second"), 0U);
    EXPECT_EQ(payout().channel_account, "first");
  }
}

TEST_F(RoutedPayoutTest, ThatNoAccountTakesIsRefusedByWhatKeepsItOut) {
  ChannelTraits takes_only = bank_like_traits();
  std::erase(takes_only.operations, OperationKind::payout);
  build(takes_only, accounts());
  EXPECT_EQ(world().pay_out(1999).answer.body, "operation_not_supported");
  ChannelTraits by_card = bank_like_traits();
  by_card.methods = {"card"};
  build(by_card, accounts());
  EXPECT_EQ(world().pay_out(1999).answer.body, "payment_method_not_supported");
  ChannelTraits dollars = bank_like_traits();
  dollars.currencies = {*Currency::parse("USD")};
  build(dollars, accounts());
  EXPECT_EQ(world().pay_out(1999).answer.body, "currency_not_supported");
  EXPECT_TRUE(world().store.all_payments().empty());
}

}  // namespace
}  // namespace tollgate
