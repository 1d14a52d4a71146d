// What a channel says by itself: early, late, twice, about another amount, and disputes.
#include "gateway/app/perform.h"
#include "tests/gateway/app/lifecycle_support.h"

namespace tollgate {
namespace {

TEST(Report, EndsAPendingPayment) {
  World world(wallet_like_traits());
  waiting_for_payer(world, 1999);
  const OperationId operation = only_operation(world.store.all_operations()).id;
  world.channel.decide(operation, true);
  EXPECT_EQ(world.report(operation, OutcomeKind::approved), ReportResult::applied);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(world.report(operation, OutcomeKind::approved), ReportResult::known_already);
  EXPECT_EQ(world.report(operation, OutcomeKind::pending), ReportResult::known_already);
}

TEST(Report, BeforeOurOwnAnswerIsTheAnswer) {
  World world;
  ReportResult result{};
  world.channel.interrupt_next = [&](const ChannelCall& call) -> Task<void> {
    ChannelReport early;
    early.channel_account = "account";
    early.operation_id = call.operation.id;
    early.kind = ReportKind::outcome;
    early.outcome.kind = OutcomeKind::approved;
    result = co_await apply_report(world.services, std::move(early));
  };
  const Reply reply = world.pay(1999);
  EXPECT_EQ(result, ReportResult::applied);
  EXPECT_EQ(reply.answer.status, 200);
  EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(world.event_types(world.only_payment().id),
            (Types{"payment.created", "payment.succeeded"}));
  EXPECT_EQ(world.pay(1999).answer.body, reply.answer.body);
}

// Found by the simulation: the client was told an answer that was stored nowhere, and a repeat of
// the request another one.
TEST(Report, ThatSettlesFirstLeavesOneAnswerEvenWhenItCannotBeStoredAtOnce) {
  World world;
  world.channel.interrupt_next = [&](const ChannelCall& call) -> Task<void> {
    ChannelReport early;
    early.channel_account = "account";
    early.operation_id = call.operation.id;
    early.kind = ReportKind::outcome;
    early.outcome.kind = OutcomeKind::approved;
    (void)co_await apply_report(world.services, std::move(early));
  };
  world.commit_faults = {CommitFault::none, CommitFault::none, CommitFault::none,
                         CommitFault::unavailable};
  EXPECT_EQ(world.pay(1999).answer.body, "service_unavailable");
  const Reply told = world.pay(1999);
  EXPECT_EQ(told.answer.status, 200);
  world.refund(world.only_payment().id, 500);
  EXPECT_EQ(world.pay(1999).answer.body, told.answer.body);
}

// Found by the simulation: the approval opened a break although the channel had undone it since.
TEST(Report, OfARefundThatWasVoidedSinceIsOldNews) {
  World world;
  world.pay(1000);
  world.channel.script({ChannelFault::lost_after});
  world.refund(world.only_payment().id, 400);
  world.resolve_all();
  OperationId refund;
  for (const auto& operation : world.store.all_operations())
    if (operation.kind == OperationKind::refund) refund = operation.id;
  EXPECT_EQ(world.report(refund, OutcomeKind::approved), ReportResult::known_already);
  EXPECT_TRUE(world.run(world.store.list_open_breaks(10))->empty());
}

TEST(Report, OfAnotherAccountOrOfNothingChangesNothing) {
  World world(wallet_like_traits());
  const Payment waiting = waiting_for_payer(world, 1999);
  ChannelReport foreign;
  foreign.channel_account = "another";
  foreign.operation_id = only_operation(world.store.all_operations()).id;
  foreign.kind = ReportKind::outcome;
  foreign.outcome.kind = OutcomeKind::approved;
  EXPECT_EQ(world.run(apply_report(world.services, foreign)), ReportResult::unknown_operation);
  EXPECT_EQ(world.report(OperationId::make(world.clock.now(), world.random), OutcomeKind::approved),
            ReportResult::unknown_operation);
  EXPECT_EQ(to_json(world.only_payment()), to_json(waiting));
}

TEST(Report, OfAnotherAmountIsABreakAndNoApproval) {
  World world(wallet_like_traits());
  const Payment waiting = waiting_for_payer(world, 1999);
  Outcome approved;
  approved.kind = OutcomeKind::approved;
  EXPECT_EQ(world.report(only_operation(world.store.all_operations()).id, ReportKind::outcome,
                         approved, Money(1, kEur)),
            ReportResult::applied);
  EXPECT_EQ(to_json(world.only_payment()), to_json(waiting));
  EXPECT_EQ(world.run(world.store.list_open_breaks(10))->front().kind, break_kind::kAmountMismatch);
}

TEST(LateApproval, OfAClosedPaymentIsVoided) {
  World world(wallet_like_traits());
  world.channel.script({ChannelFault::declined});
  world.pay(1999);
  const Operation sale = only_operation(world.store.all_operations());
  EXPECT_EQ(world.report(sale.id, OutcomeKind::approved), ReportResult::applied);
  EXPECT_EQ(world.report(sale.id, OutcomeKind::approved), ReportResult::known_already);
  world.channel.script({ChannelFault::lost_before, ChannelFault::declined});
  world.resolve_all();
  const PaymentId id = world.only_payment().id;
  EXPECT_EQ(world.only_payment().status, PaymentStatus::failed);
  EXPECT_EQ(world.store.all_operations().size(), 2U);
  EXPECT_EQ(world.event_types(id),
            (Types{"payment.created", "payment.failed", "payment.approved_late",
                   "payment.late_approval_voided"}));
}

// A refund of 400 out of 1000, which the channel said it declined.
OperationId declined_refund(World& world) {
  world.pay(1000);
  world.channel.script({ChannelFault::declined});
  world.refund(world.only_payment().id, 400);
  OperationId refund;
  for (const auto& operation : world.store.all_operations())
    if (operation.kind == OperationKind::refund) refund = operation.id;
  return refund;
}

// Otherwise the merchant could give back 1000 more, and the payer would have 1400 of 1000.
TEST(LateApproval, OfARefundCountsAsRefunded) {
  World world;
  const OperationId refund = declined_refund(world);
  EXPECT_EQ(world.report(refund, OutcomeKind::approved), ReportResult::applied);
  EXPECT_EQ(world.report(refund, OutcomeKind::approved), ReportResult::known_already);
  const Payment payment = world.only_payment();
  EXPECT_EQ(payment.amount_refunded, 400);
  EXPECT_EQ(payment.amount_refunding, 0);
  EXPECT_EQ(world.refund(payment.id, 601, "too much").answer.body, "amount_exceeds_refundable");
  EXPECT_EQ(world.refund(payment.id, 600, "the rest").answer.status, 200);
  EXPECT_TRUE(world.run(world.store.list_open_breaks(10))->empty());
  EXPECT_EQ(world.event_types(payment.id),
            (Types{"payment.created", "payment.succeeded", "refund.created", "refund.failed",
                   "refund.succeeded", "refund.created", "refund.succeeded"}));
}

TEST(LateApproval, OfARefundThatIsMoreThanWhatIsLeftIsOneBreak) {
  World world;
  const OperationId refund = declined_refund(world);
  world.refund(world.only_payment().id, 700, "another");
  for (int times = 0; times < 3; ++times)
    EXPECT_EQ(world.report(refund, OutcomeKind::approved), ReportResult::applied);
  const auto breaks = world.run(world.store.list_open_breaks(10));
  ASSERT_EQ(breaks->size(), 1U);
  EXPECT_EQ(breaks->front().kind, break_kind::kLateApproval);
  EXPECT_EQ(breaks->front().amount, Money(400, kEur));
  EXPECT_EQ(world.only_payment().amount_refunded, 700);
}

TEST(LateApproval, OfACaptureCannotBeVoidedAndIsABreak) {
  World world;
  const Payment payment = held(world, 1000);
  world.channel.script({ChannelFault::declined});
  world.capture(payment.id, 1000);
  OperationId capture;
  for (const auto& operation : world.store.all_operations())
    if (operation.kind == OperationKind::capture) capture = operation.id;
  EXPECT_EQ(world.report(capture, OutcomeKind::approved), ReportResult::applied);
  EXPECT_EQ(world.run(world.store.list_open_breaks(10))->front().kind, break_kind::kLateApproval);
  EXPECT_EQ(world.only_payment().amount_captured, 0);
}

TEST(Dispute, HoldsThenKeepsOrGivesBack) {
  for (const bool won : {true, false}) {
    World world;
    world.pay(1000);
    const OperationId sale = only_operation(world.store.all_operations()).id;
    EXPECT_EQ(world.report(sale, ReportKind::dispute_opened, {}, Money(600, kEur)),
              ReportResult::applied);
    EXPECT_EQ(world.only_payment().amount_refundable(), 400);
    EXPECT_EQ(world.refund(world.only_payment().id, 500, "much").answer.body,
              "amount_exceeds_refundable");
    world.report(sale, won ? ReportKind::dispute_won : ReportKind::dispute_lost, {},
                 Money(600, kEur));
    EXPECT_EQ(world.only_payment().amount_disputed, 0);
    EXPECT_EQ(world.only_payment().amount_reversed, won ? 0 : 600);
    EXPECT_EQ(world.only_payment().amount_refundable(), won ? 1000 : 400);
    EXPECT_EQ(world.only_payment().status, PaymentStatus::succeeded);
  }
}

TEST(Dispute, ThatDoesNotFitIsABreakOfItsOwnHoweverOftenItIsTold) {
  World world;
  world.channel.script({ChannelFault::declined});
  world.pay(1999);
  ChannelReport dispute;
  dispute.channel_account = "account";
  dispute.operation_id = only_operation(world.store.all_operations()).id;
  dispute.kind = ReportKind::dispute_opened;
  for (const char* key : {"first", "first", "second"}) {
    dispute.key = key;
    EXPECT_EQ(world.run(apply_report(world.services, dispute)), ReportResult::applied);
  }
  EXPECT_EQ(world.run(world.store.list_open_breaks(10))->size(), 2U);
}

TEST(Dispute, OfMoreThanIsLeftIsStillRecorded) {
  World world;
  world.pay(1000);
  world.refund(world.only_payment().id, 1000);
  OperationId sale;
  for (const auto& operation : world.store.all_operations())
    if (operation.kind == OperationKind::sale) sale = operation.id;
  world.report(sale, ReportKind::dispute_lost);
  EXPECT_EQ(world.only_payment().amount_reversed, 1000);
  EXPECT_EQ(world.only_payment().amount_refundable(), 0);
}

}  // namespace
}  // namespace tollgate
