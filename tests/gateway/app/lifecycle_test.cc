// A payment's whole life beyond the first charge: partial captures, payers who must act, people who
// must look, clocks that run out.
#include "gateway/app/perform.h"
#include "tests/gateway/app/lifecycle_support.h"

namespace tollgate {
namespace {

TEST(Captures, InPartsUntilAllIsTaken) {
  World world;
  const Payment payment = held(world, 5000);
  EXPECT_EQ(world.capture(payment.id, 2000, "a", false).answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::requires_capture);
  EXPECT_EQ(world.only_payment().amount_capturable(), 3000);
  EXPECT_EQ(world.capture(payment.id, 3001, "b", false).answer.body, "amount_exceeds_capturable");
  EXPECT_EQ(world.capture(payment.id, 3000, "c", false).answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(world.channel.net_of(payment.id), 5000);
  EXPECT_EQ(world.event_types(payment.id),
            (Types{"payment.created", "payment.authorized", "payment.capture_started",
                   "payment.partially_captured", "payment.capture_started", "payment.succeeded"}));
}

TEST(Captures, ThatAChannelApprovesInPartCountForThatPart) {
  World world;
  Payment payment = held(world, 5000);
  payment.status = PaymentStatus::processing;
  Operation capture =
      make_operation(world.services, payment, OperationKind::capture, Money(3000, kEur));
  capture.final_capture = false;
  OperationSubject subject{payment, capture, std::nullopt, std::nullopt};
  Outcome approved;
  approved.kind = OutcomeKind::approved;
  approved.approved_minor = 2000;
  (void)finish_operation(subject, approved, finishing(world.services, subject.operation));
  EXPECT_EQ(subject.payment.amount_captured, 2000);
  EXPECT_EQ(subject.payment.status, PaymentStatus::requires_capture);
  EXPECT_EQ(subject.payment.amount_capturable(), 3000);
}

TEST(Captures, WhatTheyLeaveCanBeVoided) {
  World world;
  const Payment payment = held(world, 5000);
  world.capture(payment.id, 2000, "a", false);
  EXPECT_EQ(world.cancel(payment.id).answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(world.only_payment().amount_captured, 2000);
  EXPECT_EQ(world.channel.net_of(payment.id), 2000);
  EXPECT_EQ(world.capture(payment.id, 1, "late").answer.body, "payment_state_conflict");
}

TEST(Captures, AChannelThatCannotVoidAPartLetsItLapse) {
  ChannelTraits traits = card_like_traits();
  traits.partial_void = false;
  World world(traits);
  const Payment payment = held(world, 5000);
  world.capture(payment.id, 2000, "a", false);
  const auto calls = world.channel.calls();
  EXPECT_EQ(world.cancel(payment.id).answer.status, 200);
  EXPECT_EQ(world.channel.calls(), calls);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
}

TEST(Captures, AChannelThatCapturesOnceRefusesToLeaveTheRestOpen) {
  ChannelTraits traits = card_like_traits();
  traits.multiple_capture = false;
  World world(traits);
  const Payment payment = held(world, 5000);
  EXPECT_EQ(world.capture(payment.id, 2000, "a", false).answer.body, "amount_invalid");
  EXPECT_EQ(to_json(world.only_payment()), to_json(payment));
}

TEST(Refunds, OfAPaymentCapturedInPartsNameTheCaptureThatHasEnough) {
  World world;
  const Payment payment = held(world, 5000);
  world.capture(payment.id, 2000, "a", false);
  world.capture(payment.id, 3000, "b");
  EXPECT_EQ(world.refund(payment.id, 4000, "c").answer.body, "amount_exceeds_refundable");
  EXPECT_EQ(world.refund(payment.id, 3000, "d").answer.status, 200);
  EXPECT_EQ(world.refund(payment.id, 2000, "e").answer.status, 200);
  EXPECT_EQ(world.refund(payment.id, 1, "f").answer.body, "amount_exceeds_refundable");
  EXPECT_EQ(world.channel.net_of(payment.id), 0);
}

TEST(Hold, ThatIsOverIsReleasedAtTheChannel) {
  World world;
  const Payment payment = held(world, 5000);
  ASSERT_EQ(payment.expires_at, payment.updated_at + world.services.lifetimes.hold);
  world.clock.advance(world.services.lifetimes.hold - std::chrono::seconds(1));
  EXPECT_EQ(world.resolve_due(), 0U);
  world.clock.advance(std::chrono::seconds(2));
  EXPECT_EQ(world.resolve_due(), 1U);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::canceled);
  EXPECT_EQ(world.only_payment().reason, "expired");
  EXPECT_FALSE(world.only_payment().expires_at);
}

TEST(Hold, ThatTheChannelDoesNotReleaseEndsAsABreakAndNotInSilence) {
  World world;
  const Payment payment = held(world, 5000);
  world.channel.script({ChannelFault::declined, ChannelFault::declined, ChannelFault::declined});
  world.clock.advance(world.services.lifetimes.hold);
  for (int i = 0; i < 4; ++i) {
    world.clock.advance(std::chrono::minutes(11));
    world.resolve_due();
  }
  const auto open = world.run(world.store.list_open_breaks(10));
  ASSERT_EQ(open->size(), 1U);
  EXPECT_EQ(open->front().kind, break_kind::kExpiryRefused);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::requires_capture);
  EXPECT_FALSE(world.only_payment().expires_at);
}

// Found by the simulation: the resolver took the payment up again and again for ever.
TEST(Hold, OfAChannelThatCannotVoidEndsAsABreakToo) {
  ChannelTraits traits = card_like_traits();
  std::erase(traits.operations, OperationKind::void_payment);
  World world(traits);
  held(world, 5000);
  world.clock.advance(world.services.lifetimes.hold);
  world.resolve_due();
  const auto open = world.run(world.store.list_open_breaks(10));
  ASSERT_EQ(open->size(), 1U);
  EXPECT_EQ(open->front().kind, break_kind::kExpiryRefused);
  EXPECT_FALSE(world.only_payment().expires_at);
}

TEST(Review, WaitsForAPersonAndIsThenSent) {
  World world;
  world.verdict = risk::Verdict::review;
  EXPECT_EQ(world.pay(1999).answer.status, 200);
  const Payment waiting = world.only_payment();
  EXPECT_EQ(waiting.status, PaymentStatus::in_review);
  EXPECT_EQ(world.channel.calls(), 0U);
  EXPECT_TRUE(world.pay(1999).replayed);
  EXPECT_EQ(world.review(waiting.id, true).answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(world.channel.net_of(waiting.id), 1999);
  EXPECT_EQ(world.review(waiting.id, false, "again").answer.body, "payment_state_conflict");
  EXPECT_EQ(world.event_types(waiting.id),
            (Types{"payment.in_review", "payment.review_approved", "payment.succeeded"}));
}

TEST(Review, RejectedCanceledOrForgottenNothingIsSent) {
  for (const std::string end : {"rejected", "canceled", "forgotten"}) {
    World world;
    world.verdict = risk::Verdict::review;
    world.pay(1999);
    const PaymentId id = world.only_payment().id;
    if (end == "rejected") {
      EXPECT_EQ(world.review(id, false).answer.status, 200);
    }
    if (end == "canceled") {
      EXPECT_EQ(world.cancel(id).answer.status, 200);
    }
    if (end == "forgotten") {
      world.clock.advance(world.services.lifetimes.review);
      world.resolve_due();
    }
    EXPECT_TRUE(is_terminal(world.only_payment().status)) << end;
    EXPECT_NE(world.only_payment().status, PaymentStatus::succeeded) << end;
    EXPECT_EQ(world.channel.calls(), 0U) << end;
  }
}

TEST(Action, TellsThePayerWhatToDoAndEndsByQuery) {
  World world(wallet_like_traits());
  const Payment waiting = waiting_for_payer(world, 1999);
  EXPECT_EQ(waiting.status, PaymentStatus::requires_action);
  ASSERT_TRUE(waiting.next_action);
  EXPECT_EQ(waiting.next_action->qr_code, "https://w.example/q");
  world.clock.advance(std::chrono::seconds(2));
  world.resolve_due();  // still pending: no new event
  world.channel.decide(only_operation(world.store.all_operations()).id, true);
  world.clock.advance(std::chrono::minutes(1));
  world.resolve_due();
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_FALSE(world.only_payment().next_action);
  EXPECT_EQ(world.event_types(waiting.id),
            (Types{"payment.created", "payment.requires_action", "payment.succeeded"}));
}

TEST(Action, SilenceOfAQueryLeavesItWaiting) {
  World world(wallet_like_traits());
  waiting_for_payer(world, 1999);
  world.channel.script({ChannelFault::lost_before});
  world.clock.advance(std::chrono::seconds(2));
  world.resolve_due();
  EXPECT_EQ(world.only_payment().status, PaymentStatus::requires_action);
  EXPECT_EQ(only_operation(world.store.all_operations()).outcome.kind, OutcomeKind::pending);
}

TEST(Action, ThatIsOverIsAskedAboutBeforeItIsClosed) {
  for (const bool paid : {true, false}) {
    World world(wallet_like_traits());
    const Payment waiting = waiting_for_payer(world, 1999);
    if (paid) world.channel.decide(only_operation(world.store.all_operations()).id, true);
    world.clock.advance(world.services.lifetimes.action);
    world.resolve_all();
    EXPECT_EQ(world.only_payment().status,
              paid ? PaymentStatus::succeeded : PaymentStatus::canceled);
    EXPECT_EQ(world.channel.net_of(waiting.id), paid ? 1999 : 0);
    EXPECT_EQ(world.only_payment().reason, paid ? "" : "expired");
  }
}

TEST(Action, OfAChannelThatCannotBeAskedIsNotUndoneBeforeItsTime) {
  World world;  // a sale is reversible
  const Payment waiting = waiting_for_payer(world, 1999);
  world.clock.advance(world.services.lifetimes.action - std::chrono::minutes(1));
  world.resolve_due();
  EXPECT_EQ(world.only_payment().status, PaymentStatus::requires_action);
  world.clock.advance(std::chrono::minutes(2));
  world.resolve_all();
  EXPECT_EQ(world.only_payment().status, PaymentStatus::canceled);
  EXPECT_EQ(world.channel.net_of(waiting.id), 0);
}

TEST(Action, CanBeCanceledByTheMerchant) {
  World world(wallet_like_traits());
  const Payment waiting = waiting_for_payer(world, 1999);
  EXPECT_EQ(world.cancel(waiting.id).answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::canceled);
  EXPECT_EQ(world.only_payment().reason, "canceled_by_merchant");
  world.resolve_all();
  EXPECT_EQ(world.channel.net_of(waiting.id), 0);
}

}  // namespace
}  // namespace tollgate
