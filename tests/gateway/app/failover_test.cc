#include "gateway/app/failover.h"

#include "tests/gateway/app/world.h"

namespace tollgate {
namespace {

using memory::ChannelFault;
using memory::CommitFault;
using std::chrono::seconds;

std::vector<RoutedAccount> two_accounts() {
  std::vector<RoutedAccount> accounts(2);
  accounts[0].name = "first";
  accounts[0].priority = 1;
  accounts[1].name = "second";
  accounts[1].priority = 2;
  for (auto& account : accounts) {
    account.breaker.minimum_calls = 5;
    account.breaker.probes = 1;
  }
  return accounts;
}

ChannelTraits with_recovery(Recovery how) {
  ChannelTraits traits = card_like_traits();
  for (auto& [kind, recovery] : traits.recovery)
    if (is_charge(kind)) recovery = how;
  return traits;
}

class FailoverTest : public testing::Test {
 protected:
  void build(std::vector<RoutedAccount> accounts, ChannelTraits traits = card_like_traits()) {
    world_.emplace(std::move(traits), std::move(accounts));
  }
  void SetUp() override { build(two_accounts()); }

  std::vector<Operation> operations() {
    return *world_->run(world_->store.list_operations(world_->only_payment().id));
  }
  std::vector<std::string> events() { return world_->event_types(world_->only_payment().id); }
  // One effect for a charge that went through, none for one that did not, and never two.
  void expect_charged(std::int64_t minor) {
    EXPECT_EQ(world_->channel.net_of(world_->only_payment().id), minor);
    for (const auto& operation : operations())
      EXPECT_LE(world_->channel.effects_of(operation.id), 1);
  }
  std::size_t asked(const std::string& account) const { return world_->channel.calls_of(account); }
  void script(const std::string& account, std::initializer_list<ChannelFault> faults) {
    world_->channel.script_of(account, faults);
  }

  std::optional<World> world_;
};

TEST_F(FailoverTest, WhatWasNotSentGoesToTheNextAccount) {
  script("first", {ChannelFault::not_sent});
  EXPECT_EQ(world_->pay(1999).answer.status, 200);
  const Payment payment = world_->only_payment();
  EXPECT_EQ(payment.status, PaymentStatus::succeeded);
  EXPECT_EQ(payment.channel_account, "second");
  EXPECT_EQ(payment.reason, "");
  EXPECT_EQ(events(),
            (std::vector<std::string>{"payment.created", "payment.rerouted", "payment.succeeded"}));
  const auto all = operations();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].channel_account, "first");
  EXPECT_EQ(all[0].outcome.kind, OutcomeKind::not_sent);
  EXPECT_FALSE(all[0].due_at.has_value());
  EXPECT_EQ(all[1].channel_account, "second");
  EXPECT_EQ(all[1].outcome.kind, OutcomeKind::approved);
  EXPECT_FALSE(all[1].due_at.has_value());
  expect_charged(1999);
}

TEST_F(FailoverTest, ADeclineForNowGoesToTheNextAccountAPlainOneDoesNot) {
  script("first", {ChannelFault::declined_for_now});
  EXPECT_EQ(world_->pay(1999).answer.status, 200);
  expect_charged(1999);

  build(two_accounts());
  script("first", {ChannelFault::declined});
  EXPECT_EQ(world_->pay(1999).answer.body, "card_declined");
  EXPECT_EQ(asked("second"), 0U);
  expect_charged(0);
}

TEST_F(FailoverTest, NeverAfterSilence) {
  for (const auto fault : {ChannelFault::lost_before, ChannelFault::lost_after}) {
    for (const auto recovery :
         {Recovery::reversible, Recovery::queryable, Recovery::idempotent_by_reference}) {
      build(two_accounts(), with_recovery(recovery));
      script("first", {fault});
      world_->pay(1999);
      EXPECT_EQ(world_->only_payment().reason, "outcome_unknown");
      world_->resolve_all();
      EXPECT_EQ(asked("second"), 0U);
      const bool charged = world_->only_payment().status == PaymentStatus::succeeded;
      expect_charged(charged ? 1999 : 0);
    }
  }
}

TEST_F(FailoverTest, NeverWhileTheChannelWillAnswerLater) {
  script("first", {ChannelFault::pending});
  world_->pay(1999);
  EXPECT_EQ(world_->only_payment().channel_account, "first");
  EXPECT_EQ(asked("second"), 0U);
}

TEST_F(FailoverTest, TheLastAccountsAnswerIsTheClients) {
  script("first", {ChannelFault::declined_for_now});
  script("second", {ChannelFault::not_sent});
  EXPECT_EQ(world_->pay(1999).answer.body, "channel_unavailable");
  EXPECT_EQ(world_->only_payment().status, PaymentStatus::failed);
  EXPECT_EQ(events().back(), "payment.failed");
  EXPECT_EQ(world_->channel.calls(), 2U);
  expect_charged(0);
}

TEST_F(FailoverTest, ARepeatGetsTheAnswerOfTheAccountThatTookIt) {
  script("first", {ChannelFault::not_sent});
  const Reply first = world_->pay(1999);
  const Reply again = world_->pay(1999);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.answer.body, first.answer.body);
  EXPECT_EQ(world_->channel.calls(), 2U);
}

TEST_F(FailoverTest, TheCardGoesToBothWithItsSecurityCode) {
  world_->cvc.put(world_->method, Secret("123"), world_->clock.now());
  script("first", {ChannelFault::not_sent});
  world_->pay(1999);
  ASSERT_EQ(world_->channel.cards_seen().size(), 2U);
  for (const auto& card : world_->channel.cards_seen()) EXPECT_EQ(card.cvc.reveal(), "123");
}

TEST_F(FailoverTest, EachAccountNumbersItsOwnOperations) {
  script("first", {ChannelFault::not_sent});
  world_->pay(1999);
  const auto all = operations();
  EXPECT_NE(all[0].sequence, all[1].sequence);
  EXPECT_NE(all[0].id, all[1].id);
  EXPECT_LT(all[0].created_at, all[1].created_at);
}

TEST_F(FailoverTest, WhatFollowsIsAskedOfTheAccountThatHoldsTheMoney) {
  script("first", {ChannelFault::not_sent});
  world_->pay(1999, CaptureMethod::manual);
  world_->clock.advance(seconds(1));
  const PaymentId id = world_->only_payment().id;
  EXPECT_EQ(world_->capture(id, 1000, "capture-1", false).answer.status, 200);
  EXPECT_EQ(world_->capture(id, 500, "capture-2", false).answer.status, 200);
  EXPECT_EQ(world_->cancel(id).answer.status, 200);  // the rest
  EXPECT_EQ(world_->refund(id, 300).answer.status, 200);
  const auto all = operations();
  ASSERT_EQ(all.size(), 6U);
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_EQ(all[i].channel_account, "second");
    EXPECT_EQ(all[i].original_id.has_value(), i > 1);
  }
  EXPECT_EQ(asked("first"), 1U);
}

TEST_F(FailoverTest, TheSameAccountAgainWhenItMay) {
  auto accounts = two_accounts();
  accounts.pop_back();
  accounts[0].attempts_max = 2;
  build(accounts);
  script("first", {ChannelFault::not_sent});
  EXPECT_EQ(world_->pay(1999).answer.status, 200);
  EXPECT_EQ(asked("first"), 2U);
  expect_charged(1999);
}

TEST_F(FailoverTest, NoOtherAccountOnceTheTimeIsUsedUp) {
  script("first", {ChannelFault::not_sent});
  world_->channel.interrupt_next = [this](const ChannelCall&) -> Task<void> {
    world_->clock.advance(seconds(51));  // of 60; the second may take 10
    co_return;
  };
  EXPECT_EQ(world_->pay(1999).answer.body, "channel_unavailable");
  EXPECT_EQ(asked("second"), 0U);
}

// The commits of such a payment: the intent, the change of accounts, the outcome.
TEST_F(FailoverTest, TheChangeOfAccountsIsHeldWhileTheDatabaseIsAway) {
  script("first", {ChannelFault::not_sent});
  world_->commit_faults = {CommitFault::none, CommitFault::unavailable, CommitFault::unavailable,
                           CommitFault::unknown_lost};
  EXPECT_EQ(world_->pay(1999).answer.status, 200);
  EXPECT_EQ(operations().size(), 2U);
  EXPECT_EQ(asked("second"), 1U);
  expect_charged(1999);
}

TEST_F(FailoverTest, AChangeOfAccountsWhoseAnswerWasLostIsNotMadeTwice) {
  script("first", {ChannelFault::not_sent});
  world_->commit_faults = {CommitFault::none, CommitFault::unknown_written};
  EXPECT_EQ(world_->pay(1999).answer.status, 200);
  EXPECT_EQ(events(),
            (std::vector<std::string>{"payment.created", "payment.rerouted", "payment.succeeded"}));
  EXPECT_EQ(operations().size(), 2U);
  EXPECT_EQ(asked("second"), 1U);
  expect_charged(1999);
}

// Written at once, told after eight seconds: the resolver may soon look at the second operation.
TEST_F(FailoverTest, AfterAChangeOfAccountsThatTookTooLongTheSecondIsNotAsked) {
  script("first", {ChannelFault::not_sent});
  world_->commit_faults = {CommitFault::none, CommitFault::unknown_written};
  for (int i = 0; i < 80; ++i) world_->commit_faults.push_back(CommitFault::unavailable);
  EXPECT_EQ(world_->pay(1999).answer.body, "channel_unavailable");
  EXPECT_EQ(asked("second"), 0U);
  EXPECT_EQ(world_->only_payment().status, PaymentStatus::failed);
  EXPECT_EQ(world_->only_payment().reason, "not_sent_in_time");
  world_->resolve_all();
  EXPECT_EQ(world_->channel.calls(), 1U);
  EXPECT_EQ(world_->pay(1999).answer.body, "channel_unavailable");
}

// The database was slow with the intent: a fresh operation has its whole time again.
TEST_F(FailoverTest, WhatWasRecordedTooLateForTheFirstGoesToTheSecond) {
  world_->next_commit_takes = seconds(8);
  EXPECT_EQ(world_->pay(1999).answer.status, 200);
  EXPECT_EQ(asked("first"), 0U);
  EXPECT_EQ(world_->only_payment().channel_account, "second");
  expect_charged(1999);
}

TEST_F(FailoverTest, ACrashBeforeTheChangeOfAccountsLeavesTheFirstOperationToTheResolver) {
  script("first", {ChannelFault::not_sent});
  world_->commit_faults = {CommitFault::none};
  for (int i = 0; i < 200; ++i) world_->commit_faults.push_back(CommitFault::unavailable);
  EXPECT_EQ(world_->pay(1999).answer.body, "idempotency_in_progress");
  world_->commit_faults.clear();
  EXPECT_EQ(operations().size(), 1U);
  world_->resolve_all();
  EXPECT_EQ(asked("second"), 0U);
  EXPECT_EQ(world_->only_payment().status, PaymentStatus::failed);
  expect_charged(0);
}

// A crash after the change of accounts: before the second channel was asked, and after.
TEST_F(FailoverTest, ACrashAfterTheChangeOfAccountsIsSettledByTheSecondOperationsRecovery) {
  for (const bool reached : {false, true}) {
    for (const auto recovery : {Recovery::reversible, Recovery::idempotent_by_reference}) {
      build(two_accounts(), with_recovery(recovery));
      script("first", {ChannelFault::not_sent});
      script("second", {reached ? ChannelFault::lost_after : ChannelFault::lost_before});
      world_->commit_faults = {CommitFault::none, CommitFault::none};
      for (int i = 0; i < 200; ++i) world_->commit_faults.push_back(CommitFault::unavailable);
      EXPECT_EQ(world_->pay(1999).answer.body, "idempotency_in_progress");
      world_->commit_faults.clear();
      ASSERT_EQ(operations().size(), 2U);
      EXPECT_EQ(operations()[0].outcome.kind, OutcomeKind::not_sent);
      // The first operation is final and failed, the second unknown: nothing is told yet.
      EXPECT_EQ(world_->pay(1999).answer.body, "idempotency_in_progress");
      world_->resolve_all();
      const bool repeated = recovery == Recovery::idempotent_by_reference;
      EXPECT_EQ(world_->only_payment().status,
                repeated ? PaymentStatus::succeeded : PaymentStatus::failed);
      EXPECT_EQ(world_->pay(1999).answer.status, repeated ? 200 : 402);
      EXPECT_NE(world_->pay(1999).answer.body, "channel_unavailable");
      EXPECT_EQ(asked("first"), 1U);
      expect_charged(repeated ? 1999 : 0);
    }
  }
}

TEST_F(FailoverTest, TheResolverTriesNoOtherAccount) {
  auto accounts = two_accounts();
  accounts.push_back(accounts[1]);
  accounts[2].name = "third";
  accounts[2].priority = 3;
  build(accounts, with_recovery(Recovery::queryable));
  script("first", {ChannelFault::not_sent});
  script("second", {ChannelFault::lost_before});
  world_->pay(1999);
  world_->resolve_all();
  EXPECT_EQ(operations()[1].outcome.kind, OutcomeKind::not_sent);  // asked: never seen there
  EXPECT_EQ(world_->only_payment().status, PaymentStatus::failed);
  EXPECT_EQ(asked("third"), 0U);
  expect_charged(0);
}

TEST_F(FailoverTest, AReportThatIsFasterThanTheChangeOfAccountsStopsIt) {
  script("first", {ChannelFault::not_sent});
  world_->channel.interrupt_next = [this](const ChannelCall& call) -> Task<void> {
    ChannelReport report;
    report.channel_account = "first";
    report.operation_id = call.operation.id;
    report.kind = ReportKind::outcome;
    report.outcome.kind = OutcomeKind::approved;
    (void)co_await apply_report(world_->services, report);
  };
  EXPECT_EQ(world_->pay(1999).answer.status, 200);
  EXPECT_EQ(world_->only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(world_->only_payment().channel_account, "first");
  EXPECT_EQ(asked("second"), 0U);
  EXPECT_EQ(operations().size(), 1U);
}

TEST_F(FailoverTest, ALateApprovalOfTheFirstAfterTheSecondWentThroughIsVoided) {
  for (const auto fault : {ChannelFault::not_sent, ChannelFault::declined_for_now}) {
    build(two_accounts());
    script("first", {fault});
    world_->pay(1999);
    world_->clock.advance(seconds(1));
    const Operation first = operations()[0];
    Outcome approved;
    approved.kind = OutcomeKind::approved;
    EXPECT_EQ(world_->report(first.id, ReportKind::outcome, approved, std::nullopt, "second"),
              ReportResult::unknown_operation);  // not its account
    EXPECT_EQ(world_->report(first.id, ReportKind::outcome, approved, std::nullopt, "first"),
              ReportResult::applied);
    world_->resolve_all();
    const auto all = operations();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[2].kind, OperationKind::void_payment);
    EXPECT_EQ(all[2].channel_account, "first");
    EXPECT_EQ(all[2].original_id, first.id);
    EXPECT_EQ(all[2].outcome.kind, OutcomeKind::approved);
    EXPECT_EQ(world_->only_payment().status, PaymentStatus::succeeded);
    EXPECT_EQ(world_->only_payment().amount_captured, 1999);
    expect_charged(1999);
    EXPECT_EQ(world_->report(first.id, ReportKind::outcome, approved, std::nullopt, "first"),
              ReportResult::known_already);
    const auto told = events();
    EXPECT_EQ(std::count(told.begin(), told.end(), "payment.late_approval_voided"), 1);
  }
}

TEST_F(FailoverTest, ALateApprovalWhileTheSecondIsUnderWayIsVoidedToo) {
  script("first", {ChannelFault::not_sent});
  script("second", {ChannelFault::lost_after});
  world_->channel.interrupt_next = nullptr;
  world_->pay(1999);
  const Operation first = operations()[0];
  Outcome approved;
  approved.kind = OutcomeKind::approved;
  EXPECT_EQ(world_->report(first.id, ReportKind::outcome, approved, std::nullopt, "first"),
            ReportResult::applied);
  world_->resolve_all();
  EXPECT_EQ(world_->only_payment().status, PaymentStatus::failed);  // the second was undone
  expect_charged(0);
}

TEST_F(FailoverTest, AnOpenBreakerSparesPaymentsTheDetourAndClosesAgain) {
  for (int i = 0; i < 5; ++i) {
    script("first", {ChannelFault::not_sent});
    EXPECT_EQ(
        world_->pay(100, CaptureMethod::automatic, "broken-" + std::to_string(i)).answer.status,
        200);
  }
  EXPECT_EQ(asked("first"), 5U);
  for (int i = 0; i < 5; ++i)
    world_->pay(100, CaptureMethod::automatic, "open-" + std::to_string(i));
  EXPECT_EQ(asked("first"), 5U);
  EXPECT_EQ(asked("second"), 10U);
  world_->clock.advance(seconds(5));
  for (int i = 0; i < 100 && asked("first") == 5; ++i)
    world_->pay(100, CaptureMethod::automatic, "probe-" + std::to_string(i));
  EXPECT_EQ(asked("first"), 6U);  // the probe; it was approved
  world_->pay(100, CaptureMethod::automatic, "closed");
  EXPECT_EQ(asked("first"), 7U);
  for (const auto& payment : world_->store.all_payments()) {
    EXPECT_EQ(payment.status, PaymentStatus::succeeded);
    EXPECT_EQ(world_->channel.net_of(payment.id), 100);
  }
}

TEST_F(FailoverTest, WithEveryBreakerOpenAPaymentIsRefusedWithoutACall) {
  script("first", {ChannelFault::not_sent, ChannelFault::not_sent, ChannelFault::not_sent,
                   ChannelFault::not_sent, ChannelFault::not_sent});
  script("second", {ChannelFault::not_sent, ChannelFault::not_sent, ChannelFault::not_sent,
                    ChannelFault::not_sent, ChannelFault::not_sent});
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(world_->pay(100, CaptureMethod::automatic, "a" + std::to_string(i)).answer.body,
              "channel_unavailable");
  const auto calls = world_->channel.calls();
  EXPECT_EQ(calls, 10U);
  EXPECT_EQ(world_->pay(100, CaptureMethod::automatic, "b").answer.body, "channel_unavailable");
  EXPECT_EQ(world_->channel.calls(), calls);
}

TEST_F(FailoverTest, APaymentThatAPersonLetThroughGoesToWhoIsThereNow) {
  world_->verdict = risk::Verdict::review;
  world_->pay(1999);
  ASSERT_EQ(world_->only_payment().channel_account, "first");
  auto& breaker = world_->router.find("first")->health.breaker;
  for (int i = 0; i < 5; ++i)
    breaker.record(breaker.admit(world_->clock.now()), CallResult::failure, world_->clock.now());
  EXPECT_EQ(world_->review(world_->only_payment().id, true).answer.status, 200);
  EXPECT_EQ(world_->only_payment().channel_account, "second");
  EXPECT_EQ(asked("first"), 0U);
}

TEST_F(FailoverTest, APaymentThatAPersonLetThroughFailsOverAsWell) {
  world_->verdict = risk::Verdict::review;
  world_->pay(1999);
  script("first", {ChannelFault::not_sent});
  EXPECT_EQ(world_->review(world_->only_payment().id, true).answer.status, 200);
  EXPECT_EQ(world_->only_payment().channel_account, "second");
  expect_charged(1999);
}

TEST_F(FailoverTest, WhoeverAlwaysKnowsAnotherAccountIsStopped) {
  world_->services.choose_next_channel_account = [](const Payment&, const ChargeTries&) {
    return std::string("first");
  };
  script("first", {ChannelFault::not_sent, ChannelFault::not_sent, ChannelFault::not_sent,
                   ChannelFault::not_sent, ChannelFault::not_sent, ChannelFault::not_sent,
                   ChannelFault::not_sent, ChannelFault::not_sent, ChannelFault::not_sent,
                   ChannelFault::not_sent, ChannelFault::not_sent, ChannelFault::not_sent});
  world_->pay(1999);
  EXPECT_LE(operations().size(), 8U);
  EXPECT_EQ(world_->only_payment().status, PaymentStatus::failed);
}

// Every outcome of both accounts, every fault of every commit: what the books say and what we say
// agree, and nothing is charged twice.
TEST_F(FailoverTest, EveryPairOfOutcomesWithEveryCommitFaultEndsInTheTruth) {
  const std::vector<ChannelFault> outcomes = {
      ChannelFault::none,     ChannelFault::declined,   ChannelFault::declined_for_now,
      ChannelFault::not_sent, ChannelFault::lost_after, ChannelFault::lost_before};
  int ended = 0;
  for (const auto recovery :
       {Recovery::reversible, Recovery::queryable, Recovery::idempotent_by_reference})
    for (const auto first : outcomes)
      for (const auto second : outcomes)
        for (const auto fault :
             {CommitFault::unavailable, CommitFault::unknown_written, CommitFault::unknown_lost})
          for (int at = 0; at < 4; ++at) {
            build(two_accounts(), with_recovery(recovery));
            script("first", {first});
            script("second", {second});
            world_->commit_faults.assign(static_cast<std::size_t>(at), CommitFault::none);
            world_->commit_faults.push_back(fault);
            world_->pay(1999);
            world_->commit_faults.clear();
            world_->resolve_all();
            world_->pay(1999);  // the client repeats until it is told
            world_->resolve_all();
            const Reply told = world_->pay(1999);
            const Payment payment = world_->only_payment();
            const bool paid = payment.status == PaymentStatus::succeeded;
            ASSERT_TRUE(is_terminal(payment.status));
            ASSERT_EQ(world_->channel.net_of(payment.id), paid ? 1999 : 0);
            ASSERT_EQ(told.answer.body.empty(), false);
            ASSERT_NE(told.answer.body, "idempotency_in_progress");
            for (const auto& operation : operations()) {
              ASSERT_FALSE(operation.due_at.has_value());
              ASSERT_LE(world_->channel.effects_of(operation.id), 1);
            }
            ASSERT_TRUE(!paid || told.answer.status == 200);
            events();
            ++ended;
          }
  EXPECT_EQ(ended, 3 * 6 * 6 * 3 * 4);
}

}  // namespace
}  // namespace tollgate
