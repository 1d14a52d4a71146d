#include "gateway/app/create_payment.h"

#include "tests/gateway/app/world.h"

namespace tollgate {
namespace {

using memory::ChannelFault;
using memory::CommitFault;

TEST(CreatePayment, ChargesOnceAndTellsTwoEvents) {
  World world;
  EXPECT_EQ(world.pay(1999).answer.status, 200);
  const Payment payment = world.only_payment();
  EXPECT_EQ(payment.status, PaymentStatus::succeeded);
  EXPECT_EQ(payment.amount_captured, 1999);
  EXPECT_EQ(world.channel.net_of(payment.id), 1999);
  EXPECT_EQ(world.event_types(payment.id),
            (std::vector<std::string>{"payment.created", "payment.succeeded"}));
}

TEST(CreatePayment, TheChannelIsGivenTheMerchantsMetadata) {
  World world;
  CreatePayment command(Money(1999, kEur));
  command.merchant_id = world.merchant;
  command.payment_method = world.method;
  command.metadata = {{"payer_name", "Ada Lovelace"}, {"purpose", "GDDS"}};
  Metadata given;
  world.channel.interrupt_next = [&given](const ChannelCall& call) -> Task<void> {
    given = call.metadata;
    co_return;
  };
  const RequestContext context = world.context("a", "1");
  world.run(create_payment(world.services, context, command));
  EXPECT_EQ(given, command.metadata);
}

TEST(CreatePayment, TheSameKeyGivesTheSameAnswerAndNoSecondCharge) {
  World world;
  const Reply first = world.pay(1999);
  const Reply again = world.pay(1999);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.answer.body, first.answer.body);
  EXPECT_EQ(world.channel.calls(), 1U);
}

TEST(CreatePayment, TheSameKeyOnANodeThatNeverSawItGivesTheSameAnswer) {
  World world;
  const Reply first = world.pay(1999);
  for (int i = 0; i < 2000; ++i) world.recent.seen(digest16_of({std::to_string(i)}));  // forgotten
  const Reply again = world.pay(1999);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.answer.body, first.answer.body);
  EXPECT_EQ(world.channel.calls(), 1U);
}

TEST(CreatePayment, TheSameKeyForAnotherRequestIsRefused) {
  World world;
  world.pay(1999);
  EXPECT_EQ(world.pay(5).answer.body, "idempotency_key_reused");
  EXPECT_EQ(world.channel.calls(), 1U);
}

TEST(CreatePayment, AReplayedNonceIsRefused) {
  World world;
  const RequestContext context = world.context("a", "1");
  CreatePayment command(Money(1, kEur));
  command.merchant_id = world.merchant;
  command.payment_method = world.method;
  world.run(create_payment(world.services, context, command));
  EXPECT_EQ(world.run(create_payment(world.services, context, command)).answer.body,
            "nonce_replayed");
  EXPECT_EQ(world.channel.calls(), 1U);
}

TEST(CreatePayment, ADeclineIsStoredAndReplayed) {
  World world;
  world.channel.script({ChannelFault::declined});
  EXPECT_EQ(world.pay(1999).answer.body, "card_declined");
  EXPECT_EQ(world.only_payment().status, PaymentStatus::failed);
  EXPECT_EQ(world.pay(1999).answer.body, "card_declined");
  EXPECT_EQ(world.channel.calls(), 1U);
}

TEST(CreatePayment, ASecondPaymentWithTheSameReferenceIsRefused) {
  World world;
  world.pay(10, CaptureMethod::automatic, "a", "order-1");
  EXPECT_EQ(world.pay(10, CaptureMethod::automatic, "b", "order-1").answer.body,
            "duplicate_merchant_reference");
  EXPECT_EQ(world.channel.calls(), 1U);
}

TEST(CreatePayment, WhatTheRulesStopIsRecordedAndNeverSent) {
  for (const auto verdict : {risk::Verdict::block, risk::Verdict::challenge,
                             risk::Verdict::sanctions, risk::Verdict::unknown}) {
    World world;
    world.verdict = verdict;
    const Reply reply = world.pay(1999);
    EXPECT_EQ(reply.answer.status, 402);
    const Payment payment = world.only_payment();
    EXPECT_EQ(payment.status, PaymentStatus::failed);
    EXPECT_EQ(payment.reason, reply.answer.body);
    EXPECT_EQ(payment.risk.reasons, std::vector<std::string>{"R999"});
    EXPECT_NE(payment.risk.record.find("\"rule\":\"test_rule\""), std::string::npos);
    EXPECT_EQ(world.channel.calls(), 0U);
    EXPECT_EQ(world.event_types(payment.id), std::vector<std::string>{"payment.blocked"});
  }
}

TEST(CreatePayment, AnotherMerchantsCardIsNotFound) {
  World world;
  world.merchant = MerchantId::make(world.clock.now(), world.random);
  EXPECT_EQ(world.pay(1999).answer.body, "resource_not_found");
  EXPECT_TRUE(world.store.all_payments().empty());
  EXPECT_EQ(world.channel.calls(), 0U);
}

TEST(CreatePayment, NothingIsSentWhenTheIntentIsNotDurable) {
  for (const auto fault :
       {CommitFault::unavailable, CommitFault::unknown_lost, CommitFault::unknown_written}) {
    World world;
    world.commit_faults = {fault};
    EXPECT_EQ(world.pay(1999).answer.body, "service_unavailable");
    EXPECT_EQ(world.channel.calls(), 0U);
  }
}

TEST(CreatePayment, AnAnswerIsHeldWhileTheDatabaseIsAway) {
  World world;
  world.commit_faults = {CommitFault::none, CommitFault::unavailable, CommitFault::unavailable,
                         CommitFault::unknown_lost};
  EXPECT_EQ(world.pay(1999).answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(world.channel.calls(), 1U);
}

// Two words about one operation: the payer's money goes back.
TEST(CreatePayment, AnApprovalAfterTheChannelReportedADeclineIsVoided) {
  World world;
  world.channel.interrupt_next = [&world](const ChannelCall& call) -> Task<void> {
    ChannelReport report;
    report.channel_account = "account";
    report.operation_id = call.operation.id;
    report.kind = ReportKind::outcome;
    report.outcome.kind = OutcomeKind::declined;
    (void)co_await apply_report(world.services, report);
  };
  EXPECT_EQ(world.pay(1999).answer.body, "card_declined");
  world.resolve_all();
  const Payment payment = world.only_payment();
  EXPECT_EQ(payment.status, PaymentStatus::failed);
  EXPECT_EQ(world.channel.net_of(payment.id), 0);
  EXPECT_EQ(world.event_types(payment.id),
            (std::vector<std::string>{"payment.created", "payment.failed", "payment.approved_late",
                                      "payment.late_approval_voided"}));
}

TEST(CreatePayment, TheSecurityCodeIsUsedOnceAndOnlyOnce) {
  World world;
  world.cvc.put(world.method, Secret("123"), world.clock.now());
  world.pay(10, CaptureMethod::automatic, "a");
  world.pay(10, CaptureMethod::automatic, "b");
  ASSERT_EQ(world.channel.cards_seen().size(), 2U);
  EXPECT_EQ(world.channel.cards_seen()[0].cvc.reveal(), "123");
  EXPECT_TRUE(world.channel.cards_seen()[1].cvc.empty());
}

TEST(CreatePayment, APaymentWithoutAChannelIsRefusedByName) {
  World world;
  world.services.choose_channel_account = [](const Payment&) { return std::string(); };
  EXPECT_EQ(world.pay(1999).answer.body, "currency_not_supported");
  EXPECT_TRUE(world.store.all_payments().empty());
}

}  // namespace
}  // namespace tollgate
