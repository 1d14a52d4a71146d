// A payout on its way to the payee: sent once, told truly, asked about after silence, and never
// taken for failed while it may have gone out.
#include "tests/gateway/app/payout_support.h"

namespace tollgate {
namespace {

using memory::CommitFault;

TEST_F(PayoutTest, IsOnePayoutAtTheChannel) {
  const Reply reply = world().pay_out(1999);
  EXPECT_EQ(reply.answer.status, 200);
  EXPECT_EQ(payout().status, PaymentStatus::succeeded);
  EXPECT_EQ(operations().size(), 1U);
  EXPECT_EQ(events(), (Types{"payout.created", "payout.succeeded"}));
  expect_paid(1999);
  ASSERT_EQ(world().channel.parties_seen().size(), 1U);
  EXPECT_EQ(world().channel.parties_seen()[0]->iban, "GB29NWBK60161331926819");
}

TEST_F(PayoutTest, IsShownAsItselfWithItsAccountMasked) {
  const std::string shown = world().pay_out(1999).answer.body;
  const auto has = [&](std::string_view text) { return shown.find(text) != std::string::npos; };
  EXPECT_TRUE(has(R"("id":"po_)")) << shown;
  EXPECT_TRUE(has(R"("object":"payout")"));
  EXPECT_TRUE(has(R"("amount_paid":1999)"));
  EXPECT_TRUE(has(R"("payee":{"name":"Ada Lovelace","iban":"****6819","account":null)"));
  EXPECT_TRUE(has(R"("purpose":"SUPP")"));
  for (const char* foreign : {"GB29NWBK", "pay_", "capture", "refund", "dispute", "card"})
    EXPECT_FALSE(has(foreign)) << foreign << " in " << shown;
  const auto told = world().run(world().store.list_events(payout().id));
  for (const auto& event : *told) {
    EXPECT_TRUE(event.data.starts_with(R"({"payout":{"id":"po_)")) << event.data;
    EXPECT_EQ(event.data.find("NWBK6016"), std::string::npos);
    EXPECT_EQ(to_json(event).find("payment_id"), std::string::npos);
  }
}

TEST_F(PayoutTest, DeclinedHasFailedAndMovedNothing) {
  world().channel.script({Fault::declined});
  EXPECT_EQ(world().pay_out(1999).answer.body, "payout_declined");
  EXPECT_EQ(payout().status, PaymentStatus::failed);
  EXPECT_EQ(events(), (Types{"payout.created", "payout.failed"}));
  expect_paid(0);
  EXPECT_EQ(world().pay_out(1999).answer.body, "payout_declined");
  EXPECT_EQ(world().channel.calls(), 1U);
}

TEST_F(PayoutTest, UnknownIsAskedAndWasPaid) {
  world().channel.script({Fault::lost_after});
  world().pay_out(1999);
  EXPECT_EQ(payout().status, PaymentStatus::processing);
  EXPECT_EQ(payout().reason, "outcome_unknown");
  world().resolve_all();
  EXPECT_EQ(payout().status, PaymentStatus::succeeded);
  expect_paid(1999);
  EXPECT_EQ(events(), (Types{"payout.created", "payout.processing", "payout.succeeded"}));
}

TEST_F(PayoutTest, UnknownHasFailedOnlyOnceTheChannelSurelyDoesNotKnowIt) {
  world().channel.script({Fault::lost_before});
  world().pay_out(1999);
  world().clock.advance(std::chrono::seconds(2));
  world().resolve_due();
  EXPECT_EQ(payout().status, PaymentStatus::processing) << "the settle time is not over";
  world().resolve_all();
  EXPECT_EQ(payout().status, PaymentStatus::failed);
  EXPECT_EQ(payout().reason, "not_found");
  expect_paid(0);
}

// Nobody guesses, and nothing is undone where nothing can be.
TEST_F(PayoutTest, WhatCannotBeAskedWaitsForAPerson) {
  build(bank_like_traits(Recovery::none));
  world().channel.script({Fault::lost_after});
  world().pay_out(1999);
  world().clock.advance(std::chrono::minutes(6));
  world().resolve_due();
  EXPECT_TRUE(operation().parked);
  EXPECT_EQ(payout().status, PaymentStatus::processing);
  EXPECT_EQ(operations().size(), 1U);
  SettleOperation settle;
  settle.operation_id = operation().id;
  settle.outcome = OutcomeKind::approved;
  settle.reason = "it is on the bank's statement";
  settle.person = "ada";
  EXPECT_TRUE(world().run(settle_operation(world().services, settle)).ok());
  EXPECT_EQ(payout().status, PaymentStatus::succeeded);
  expect_paid(1999);
}

TEST_F(PayoutTest, PendingIsWaitedForAndNeverVoided) {
  world().channel.script({Fault::pending});
  world().pay_out(1999);
  EXPECT_EQ(payout().reason, "awaiting_channel");
  for (int hour = 0; hour < 30; ++hour) {
    world().clock.advance(std::chrono::hours(1));
    world().resolve_due();
  }
  EXPECT_EQ(payout().status, PaymentStatus::processing);
  EXPECT_EQ(operations().size(), 1U);
  EXPECT_EQ(world().report(operation().id, OutcomeKind::approved), ReportResult::applied);
  EXPECT_EQ(payout().status, PaymentStatus::succeeded);
}

TEST_F(PayoutTest, NothingLeavesBeforeItIsRecorded) {
  for (const auto fault :
       {CommitFault::unavailable, CommitFault::unknown_lost, CommitFault::unknown_written}) {
    build(bank_like_traits());
    world().commit_faults = {fault};
    EXPECT_EQ(world().pay_out(1999).answer.body, "service_unavailable");
    EXPECT_EQ(world().channel.calls(), 0U);
  }
}

// The gateway stops between its two commits: what was asked of the channel is known by the first.
TEST_F(PayoutTest, AfterACrashBetweenTheCommitsTheChannelIsAsked) {
  world().commit_faults = {CommitFault::none};
  for (int i = 0; i < 200; ++i) world().commit_faults.push_back(CommitFault::unavailable);
  EXPECT_EQ(world().pay_out(1999).answer.body, "idempotency_in_progress");
  world().commit_faults.clear();
  EXPECT_EQ(payout().status, PaymentStatus::processing);
  world().resolve_all();
  EXPECT_EQ(payout().status, PaymentStatus::succeeded);
  expect_paid(1999);
  EXPECT_EQ(world().pay_out(1999).answer.status, 200);
  expect_paid(1999);
}

TEST_F(PayoutTest, TheSameKeyIsOnePayoutWithOneAnswer) {
  const std::string first = world().pay_out(1999).answer.body;
  const Reply again = world().pay_out(1999);
  EXPECT_EQ(again.answer.body, first);
  EXPECT_TRUE(again.replayed);
  expect_paid(1999);
  EXPECT_EQ(world().pay_out(2000).answer.body, "idempotency_key_reused");
}

TEST_F(PayoutTest, TwoAtOnceWithOneKeyOrOneReferenceAreOne) {
  for (const bool same_key : {true, false}) {
    build(bank_like_traits());
    std::vector<std::string> answers;
    const std::array contexts = {world().context("a"), world().context(same_key ? "a" : "b")};
    for (const auto& context : contexts)
      boost::asio::co_spawn(
          world().io,
          [&]() -> Task<void> {
            CreatePayment command = world().payout_command(1999, "order-1");
            const Reply reply =
                co_await create_payment(world().services, context, std::move(command));
            answers.push_back(reply.answer.body);
          },
          boost::asio::detached);
    world().io.restart();
    world().io.run();
    expect_paid(1999);
    EXPECT_EQ(world().channel.calls(), 1U);
    ASSERT_EQ(answers.size(), 2U);
    const auto refused = same_key ? "idempotency_in_progress" : "duplicate_merchant_reference";
    EXPECT_TRUE(answers[0] == refused || answers[1] == refused || answers[0] == answers[1])
        << answers[0] << answers[1];
  }
}

TEST_F(PayoutTest, APaymentAndAPayoutShareTheirReferences) {
  world().pay_out(1999, "a", "order-1");
  EXPECT_EQ(world().pay(1999, CaptureMethod::automatic, "b", "order-1").answer.body,
            "duplicate_merchant_reference");
}

TEST_F(PayoutTest, WhatTheRulesStopIsNeverSent) {
  for (const auto& [verdict, code] : {std::pair(risk::Verdict::sanctions, "sanctions_blocked"),
                                      std::pair(risk::Verdict::block, "risk_blocked"),
                                      std::pair(risk::Verdict::challenge, "risk_blocked")}) {
    build(bank_like_traits());
    world().verdict = verdict;
    EXPECT_EQ(world().pay_out(1999).answer.body, code);
    EXPECT_EQ(events(), Types{"payout.blocked"});
    EXPECT_EQ(world().channel.calls(), 0U);
  }
}

TEST_F(PayoutTest, TheRulesSeeWhichWayTheMoneyGoes) {
  Types seen;
  world().services.evaluate_risk = [&](const risk::PaymentFacts& facts) {
    seen.push_back(facts.direction);
    risk::Decision decision;
    decision.verdict = risk::Verdict::allow;
    return decision;
  };
  world().pay_out(1999);
  world().pay(1999);
  EXPECT_EQ(seen, (Types{"payout", "payment"}));
}

}  // namespace
}  // namespace tollgate
