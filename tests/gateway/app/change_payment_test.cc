#include "gateway/app/change_payment.h"

#include <boost/asio/use_future.hpp>

#include "tests/gateway/app/lifecycle_support.h"

namespace tollgate {
namespace {

TEST(CapturePayment, TakesAPartAndClosesTheRest) {
  World world;
  const Payment payment = held(world, 5000);
  EXPECT_EQ(payment.status, PaymentStatus::requires_capture);
  EXPECT_EQ(world.capture(payment.id, 4000).answer.status, 200);
  EXPECT_EQ(world.only_payment().amount_captured, 4000);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(world.channel.net_of(payment.id), 4000);
}

TEST(CapturePayment, MoreThanIsHeldIsRefusedAndChangesNothing) {
  World world;
  const Payment payment = held(world, 5000);
  EXPECT_EQ(world.capture(payment.id, 5001).answer.body, "amount_exceeds_capturable");
  EXPECT_EQ(to_json(world.only_payment()), to_json(payment));
  // The refusal is bound to its key: the same request, the same answer.
  EXPECT_TRUE(world.capture(payment.id, 5001).replayed);
}

TEST(CapturePayment, ADeclinedCaptureLeavesTheHoldAsItWas) {
  World world;
  const Payment payment = held(world, 5000);
  world.channel.script({ChannelFault::declined});
  EXPECT_EQ(world.capture(payment.id, 100, "a").answer.body, "card_declined");
  EXPECT_EQ(world.only_payment().status, PaymentStatus::requires_capture);
  EXPECT_EQ(world.capture(payment.id, 5000, "b").answer.status, 200);
}

TEST(CapturePayment, NeedsAHold) {
  World world;
  world.pay(100);
  const Payment payment = world.only_payment();
  EXPECT_EQ(world.capture(payment.id, 100).answer.body, "payment_state_conflict");
  EXPECT_EQ(to_json(world.only_payment()), to_json(payment));
}

TEST(CapturePayment, OfTwoAtOnceOneWins) {
  World world;
  const Payment payment = held(world, 5000);
  std::optional<Reply> second;
  world.channel.interrupt_next = [&](const ChannelCall&) -> Task<void> {
    const RequestContext rival = world.context("rival");
    CapturePayment command{world.merchant, payment.id, 5000};
    second = co_await capture_payment(world.services, rival, std::move(command));
  };
  EXPECT_EQ(world.capture(payment.id, 5000).answer.status, 200);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->answer.body, "payment_state_conflict");
  EXPECT_EQ(world.channel.net_of(payment.id), 5000);
}

// Found by the crash campaign: the restarted gateway told repeats of a capture, a cancel and a
// refund of the state that their own first try had made.
TEST(ChangePayment, ARepeatAfterARestartGetsItsOwnAnswer) {
  World world;
  const Payment payment = held(world, 5000);
  const Reply first = world.capture(payment.id, 5000, "a");
  const Reply refunded = world.refund(payment.id, 5000, "b");
  for (int i = 0; i < 2000; ++i) world.recent.seen(digest16_of({std::to_string(i)}));  // restart
  EXPECT_EQ(world.capture(payment.id, 5000, "a").answer.body, first.answer.body);
  EXPECT_EQ(world.refund(payment.id, 5000, "b").answer.body, refunded.answer.body);
}

// Found by the fault lost-commits: of two sent at once, the one that met the payment before it
// could be captured was told of the conflict after the other had been told of its capture.
TEST(ChangePayment, ATwinThatWasRefusedMeanwhileIsToldWhatTheOtherGot) {
  World world;
  const Payment payment = held(world, 5000);
  const Reply other = world.cancel(payment.id);  // so that a capture is refused
  ASSERT_EQ(other.answer.status, 200);
  StoredAnswer done;
  done.status = 200;
  done.body = "captured";
  world.before_commit = [&](const Change& change) {
    if (change.new_request->idempotency_digest) return;  // the twin itself
    world.before_commit = nullptr;
    Change twin;
    twin.new_request = world.context("a").record;
    twin.new_request->fingerprint = change.new_request->fingerprint;
    twin.new_request->answer = done;
    boost::asio::io_context another_thread;
    auto committed = boost::asio::co_spawn(another_thread, world.store.commit(std::move(twin)),
                                           boost::asio::use_future);
    another_thread.run();
    EXPECT_EQ(committed.get().status, CommitStatus::committed);
  };
  const Reply reply = world.capture(payment.id, 5000, "a");
  EXPECT_EQ(reply.answer.body, "captured");
  EXPECT_TRUE(reply.replayed);
}

TEST(ChangePayment, ARepeatOfACancelThatACrashCutShortIsToldToWait) {
  World world;
  const Payment payment = held(world, 5000);
  world.commit_faults = {memory::CommitFault::unknown_written};
  EXPECT_EQ(world.cancel(payment.id).answer.body, "service_unavailable");
  for (int i = 0; i < 2000; ++i) world.recent.seen(digest16_of({std::to_string(i)}));  // restart
  EXPECT_EQ(world.cancel(payment.id).answer.body, "idempotency_in_progress");
  world.resolve_all();
  EXPECT_EQ(world.cancel(payment.id).answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::canceled);
}

TEST(CancelPayment, ReleasesTheHold) {
  World world;
  const Payment payment = held(world, 5000);
  EXPECT_EQ(world.cancel(payment.id).answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::canceled);
  EXPECT_EQ(world.channel.net_of(payment.id), 0);
  EXPECT_EQ(world.event_types(payment.id).back(), "payment.canceled");
}

TEST(CancelPayment, ACapturedPaymentIsNotCanceled) {
  World world;
  world.pay(100);
  EXPECT_EQ(world.cancel(world.only_payment().id).answer.body, "payment_state_conflict");
}

TEST(RefundPayment, PartsAddUpToTheWholeAndNotMore) {
  World world;
  world.pay(1000);
  const PaymentId id = world.only_payment().id;
  EXPECT_EQ(world.refund(id, 400, "a").answer.status, 200);
  EXPECT_EQ(world.refund(id, 700, "b").answer.body, "amount_exceeds_refundable");
  EXPECT_EQ(world.refund(id, std::nullopt, "c").answer.status, 200);
  EXPECT_EQ(world.refund(id, 1, "d").answer.body, "amount_exceeds_refundable");
  EXPECT_EQ(world.only_payment().amount_refunded, 1000);
  EXPECT_EQ(world.channel.net_of(id), 0);
}

TEST(RefundPayment, ADeclinedRefundGivesTheAmountBack) {
  World world;
  world.pay(1000);
  const PaymentId id = world.only_payment().id;
  world.channel.script({ChannelFault::declined});
  world.refund(id, 1000, "a");
  EXPECT_EQ(world.only_payment().amount_refunding, 0);
  EXPECT_EQ(world.only_payment().amount_refunded, 0);
  EXPECT_EQ(world.refund(id, 1000, "b").answer.status, 200);
}

TEST(RefundPayment, WhileOneIsUnderWayItsAmountIsHeld) {
  World world;
  world.pay(1000);
  const PaymentId id = world.only_payment().id;
  std::optional<Reply> second;
  world.channel.interrupt_next = [&](const ChannelCall&) -> Task<void> {
    const RequestContext rival = world.context("rival");
    RefundPayment command{world.merchant, id, 600, "", ""};
    second = co_await refund_payment(world.services, rival, std::move(command));
  };
  EXPECT_EQ(world.refund(id, 600).answer.status, 200);
  EXPECT_EQ(second->answer.body, "amount_exceeds_refundable");
  EXPECT_EQ(world.channel.net_of(id), 400);
}

TEST(RefundPayment, TwoPartsAtOnceBothGoThrough) {
  World world;
  world.pay(1000);
  const PaymentId id = world.only_payment().id;
  std::optional<Reply> second;
  world.channel.interrupt_next = [&](const ChannelCall&) -> Task<void> {
    const RequestContext rival = world.context("rival");
    RefundPayment command{world.merchant, id, 300, "", ""};
    second = co_await refund_payment(world.services, rival, std::move(command));
  };
  EXPECT_EQ(world.refund(id, 600).answer.status, 200);
  EXPECT_EQ(second->answer.status, 200);
  EXPECT_EQ(world.only_payment().amount_refunded, 900);
  EXPECT_EQ(world.only_payment().amount_refunding, 0);
  EXPECT_EQ(world.channel.net_of(id), 100);
}

TEST(ChangePayment, AnotherMerchantsPaymentIsNotFound) {
  World world;
  const Payment payment = held(world, 5000);
  world.merchant = MerchantId::make(world.clock.now(), world.random);
  EXPECT_EQ(world.capture(payment.id, 1, "a").answer.body, "resource_not_found");
  EXPECT_EQ(world.cancel(payment.id, "b").answer.body, "resource_not_found");
  EXPECT_EQ(world.refund(payment.id, 1, "c").answer.body, "resource_not_found");
  EXPECT_EQ(to_json(world.only_payment()), to_json(payment));
}

}  // namespace
}  // namespace tollgate
