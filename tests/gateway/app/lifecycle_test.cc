// A payment's whole life beyond the first charge: partial captures, payers who must act, people who
// must look, clocks that run out, and what a channel says by itself.
#include "gateway/app/perform.h"
#include "tests/gateway/app/world.h"

namespace tollgate {
namespace {

using memory::ChannelFault;
using memory::CommitFault;
using Types = std::vector<std::string>;

Payment held(World& world, std::int64_t minor) {
  world.pay(minor, CaptureMethod::manual);
  return world.only_payment();
}

const Operation& only_operation(const std::vector<Operation>& all) {
  EXPECT_EQ(all.size(), 1U);
  return all.front();
}

ChannelTraits wallet_like_traits() {
  ChannelTraits traits = card_like_traits();
  traits.recovery = {{OperationKind::authorize, Recovery::queryable},
                     {OperationKind::sale, Recovery::queryable},
                     {OperationKind::refund, Recovery::idempotent_by_reference},
                     {OperationKind::capture, Recovery::idempotent_by_reference},
                     {OperationKind::void_payment, Recovery::idempotent_by_reference}};
  return traits;
}

// A payment whose payer was sent to scan something.
Payment waiting_for_payer(World& world, std::int64_t minor) {
  world.channel.next_action =
      NextAction{NextActionKind::display_qr_code, "", "https://w.example/q", {}, std::nullopt};
  world.channel.script({ChannelFault::pending});
  world.pay(minor);
  return world.only_payment();
}

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
