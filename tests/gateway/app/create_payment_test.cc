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

// A channel that answers a repeat as it answered the first time.
ChannelTraits repeatable_traits() {
  ChannelTraits traits = card_like_traits();
  traits.recovery = {{OperationKind::sale, Recovery::idempotent_by_reference},
                     {OperationKind::authorize, Recovery::idempotent_by_reference},
                     {OperationKind::void_payment, Recovery::idempotent_by_reference}};
  return traits;
}

// A payer's wallet instead of a card: there is no stored card that could be missing.
Reply pay_by_wallet(World& world, CaptureMethod how = CaptureMethod::automatic) {
  const RequestContext context = world.context("wallet-1", "1999");
  CreatePayment command(Money(1999, kEur));
  command.merchant_id = world.merchant;
  command.method = "wallet";
  command.capture_method = how;
  return world.run(create_payment(world.services, context, command));
}

TEST(CreatePayment, AnotherMethodThanACardNeedsNoStoredCard) {
  World world;
  EXPECT_EQ(pay_by_wallet(world).answer.status, 200);
  const Payment payment = world.only_payment();
  EXPECT_EQ(payment.status, PaymentStatus::succeeded);
  EXPECT_EQ(payment.method, "wallet");
  EXPECT_TRUE(payment.payment_method.is_nil());
  EXPECT_TRUE(world.channel.cards_seen().empty());
}

TEST(CreatePayment, WhatWasPaidWithoutACardIsRepeatedAndReleasedWithoutOne) {
  World world(repeatable_traits());
  world.channel.script({ChannelFault::lost_after});
  pay_by_wallet(world, CaptureMethod::manual);
  world.resolve_all();
  const Payment held = world.only_payment();
  EXPECT_EQ(held.status, PaymentStatus::requires_capture);
  EXPECT_EQ(world.cancel(held.id).answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::canceled);
  EXPECT_TRUE(world.channel.cards_seen().empty());
  EXPECT_EQ(world.channel.net_of(held.id), 0);
}

TEST(CreatePayment, AReviewedPaymentWithoutACardIsChargedWithoutOne) {
  World world;
  world.verdict = risk::Verdict::review;
  pay_by_wallet(world);
  const Payment waiting = world.only_payment();
  ASSERT_EQ(waiting.status, PaymentStatus::in_review);
  EXPECT_EQ(world.review(waiting.id, true).answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_TRUE(world.channel.cards_seen().empty());
}

TEST(CreatePayment, WhatThreeDSecureSaidIsKeptForTheRepeat) {
  World world(repeatable_traits());
  world.channel.script({ChannelFault::lost_before});
  const RequestContext context = world.context("3ds-1", "1999");
  CreatePayment command(Money(1999, kEur));
  command.merchant_id = world.merchant;
  command.payment_method = world.method;
  command.authentication = Authentication{"2.2.0", "Y", "05", "cavv", "id"};
  world.run(create_payment(world.services, context, command));
  world.resolve_all();
  EXPECT_EQ(world.only_payment().authentication, command.authentication);
  EXPECT_EQ(world.channel.authentications_seen(),
            (std::vector{command.authentication, command.authentication}));
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
