// What a channel tells by itself, from the raw request to the payment: stored first, taken once,
// tried again until what it speaks of is there, and never lost.
#include "gateway/app/notification_desk.h"

#include "gateway/adapters/memory/memory_notification_store.h"
#include "gateway/adapters/memory/plain_record_vault.h"
#include "gateway/adapters/memory/scripted_notifications.h"
#include "gateway/app/notification_text.h"
#include "tests/gateway/app/world.h"

namespace tollgate {
namespace {

using Kind = Receipt::Kind;

class NotificationDeskTest : public ::testing::Test {
 protected:
  NotificationDeskTest() {
    limits_.rate = {.per_second = 10, .burst = 20};
    limits_.unverified_max = 5;
    limits_.attempts_max = 4;
    limits_.body_bytes_max = 100;
    make_desk();
  }
  // As after a restart: what was in memory is gone.
  void make_desk() {
    desk_ = std::make_unique<NotificationDesk>(world_.services, reader_, store_, vault_, limits_);
  }

  Receipt receive(const std::string& body, const std::string& account = "account") {
    RawNotification raw;
    raw.method = "POST";
    raw.body = body;
    return world_.run(desk_->receive("scripted", account, std::move(raw)));
  }
  std::size_t retry_due() { return world_.run(desk_->retry_due()); }

  // A payment whose channel has not answered yet, and its operation.
  OperationId pay_pending(const std::string& key = "pay-1") {
    world_.channel.script({memory::ChannelFault::pending});
    world_.pay(1000, CaptureMethod::automatic, key);
    for (const auto& operation : world_.store.all_operations())
      if (operation.outcome.kind == OutcomeKind::pending) return operation.id;
    return {};
  }
  NotificationReading& script(const std::string& body, OperationId operation, ReportKind kind,
                              OutcomeKind outcome = OutcomeKind::approved) {
    NotificationReading& reading = reader_.readings[body];
    reading.accepted = true;
    reading.event_id = "event of " + body;
    reading.answer = {200, "text/plain", "success"};
    ChannelReport report;
    report.channel_account = "account";
    report.operation_id = operation;
    report.kind = kind;
    report.outcome.kind = outcome;
    reading.reports.push_back(report);
    return reading;
  }
  std::size_t count(NotificationStatus status) const { return store_.count(status); }

  World world_;
  memory::ScriptedNotifications reader_{"scripted", "account"};
  memory::MemoryNotificationStore store_{world_.clock};
  memory::PlainRecordVault vault_;
  NotificationLimits limits_;
  std::unique_ptr<NotificationDesk> desk_;
};

TEST_F(NotificationDeskTest, AppliesWhatItsPluginAcceptsAndAnswersInTheChannelsWords) {
  script("paid", pay_pending(), ReportKind::outcome);
  const Receipt receipt = receive("paid");
  EXPECT_EQ(receipt.kind, Kind::answered);
  EXPECT_EQ(receipt.answer.status, 200);
  EXPECT_EQ(receipt.answer.body, "success");
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(count(NotificationStatus::applied), 1U);
}

TEST_F(NotificationDeskTest, NobodyIsToldWhichAccountsThereAre) {
  EXPECT_EQ(receive("paid", "other").kind, Kind::nobody);
  RawNotification raw;
  EXPECT_EQ(world_.run(desk_->receive("card", "account", raw)).kind, Kind::nobody);
  EXPECT_EQ(count(NotificationStatus::received) + count(NotificationStatus::refused), 0U);
}

TEST_F(NotificationDeskTest, KeepsARefusedOneAndBelievesNothingOfIt) {
  pay_pending();
  const Receipt receipt = receive("forged");
  EXPECT_EQ(receipt.kind, Kind::answered);
  EXPECT_EQ(receipt.answer.status, 401);
  EXPECT_EQ(count(NotificationStatus::refused), 1U);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::processing);
}

TEST_F(NotificationDeskTest, ARepeatIsAnsweredAlikeAndTakenOnce) {
  const OperationId operation = pay_pending();
  script("paid", operation, ReportKind::outcome);
  receive("paid");
  script("opened", operation, ReportKind::dispute_opened);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(receive("opened").answer.body, "success");
    EXPECT_EQ(receive("paid").answer.body, "success");
  }
  EXPECT_EQ(world_.only_payment().amount_disputed, 1000);
  EXPECT_EQ(count(NotificationStatus::applied), 2U);
  EXPECT_EQ(count(NotificationStatus::known), 5U);
}

// The mark is lost: everything is done again, and has no second effect.
TEST_F(NotificationDeskTest, ACrashBetweenApplyingAndMarkingDoesNoHarm) {
  const OperationId operation = pay_pending();
  script("paid", operation, ReportKind::outcome);
  receive("paid");
  for (const auto kind :
       {ReportKind::dispute_opened, ReportKind::dispute_lost, ReportKind::reversed}) {
    const std::string body = "report " + std::to_string(static_cast<int>(kind));
    script(body, operation, kind);
    int writes = 0;
    store_.fails = [&writes] { return ++writes == 2; };  // the raw request is written, the mark not
    EXPECT_EQ(receive(body).answer.body, "success");
    store_.fails = nullptr;
    EXPECT_EQ(count(NotificationStatus::received), 1U);
    make_desk();
    EXPECT_EQ(retry_due(), 0U) << "its lease is not over";
    world_.clock.advance(limits_.lease);
    EXPECT_EQ(retry_due(), 1U);
    EXPECT_EQ(count(NotificationStatus::received), 0U);
  }
  const Payment payment = world_.only_payment();
  EXPECT_EQ(payment.amount_disputed, 0);
  EXPECT_EQ(payment.amount_reversed, 2000);
  EXPECT_EQ(count(NotificationStatus::known), 3U);
}

TEST_F(NotificationDeskTest, AContradictionIsOneBreakHoweverOftenItIsTold) {
  const OperationId operation = pay_pending();
  script("paid", operation, ReportKind::outcome);
  receive("paid");
  script("not paid", operation, ReportKind::outcome, OutcomeKind::declined);
  int writes = 0;
  store_.fails = [&writes] { return ++writes == 2; };
  receive("not paid");
  store_.fails = nullptr;
  world_.clock.advance(limits_.lease);
  EXPECT_EQ(retry_due(), 1U);
  EXPECT_EQ(world_.run(world_.store.list_open_breaks(10))->size(), 1U);
}

TEST_F(NotificationDeskTest, WhatIsNotStoredIsNotAnsweredAsTaken) {
  script("paid", pay_pending(), ReportKind::outcome);
  store_.fails = [] { return true; };
  EXPECT_EQ(receive("paid").kind, Kind::unavailable);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::processing);
}

// Regression: while a plugin's process was starting again, what its channel told was refused.
TEST_F(NotificationDeskTest, WhatNobodyCanReadNowIsNotRefused) {
  const OperationId operation = pay_pending();
  reader_.readings["paid"].later = true;
  EXPECT_EQ(receive("paid").kind, Kind::unavailable);
  EXPECT_EQ(count(NotificationStatus::received), 1U);
  world_.clock.advance(limits_.lease + std::chrono::seconds(1));
  EXPECT_EQ(retry_due(), 1U);
  EXPECT_EQ(count(NotificationStatus::received), 1U);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::processing);

  reader_.readings.erase("paid");
  script("paid", operation, ReportKind::outcome);
  world_.clock.advance(limits_.lease + std::chrono::seconds(1));
  EXPECT_EQ(retry_due(), 1U);
  EXPECT_EQ(count(NotificationStatus::applied), 1U);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::succeeded);
}

TEST_F(NotificationDeskTest, WaitsForAnOperationThatIsNotThereYet) {
  const OperationId early = OperationId::make(world_.clock.now(), world_.random);
  script("early", early, ReportKind::outcome);
  EXPECT_EQ(receive("early").answer.body, "success");
  EXPECT_EQ(count(NotificationStatus::waiting), 1U);
  EXPECT_EQ(retry_due(), 0U);
  world_.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(retry_due(), 1U);
  EXPECT_EQ(count(NotificationStatus::waiting), 1U);
  reader_.readings.at("early").reports[0].operation_id = pay_pending();  // now it is there
  world_.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(retry_due(), 1U);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::succeeded);
  EXPECT_EQ(count(NotificationStatus::applied), 1U);
}

TEST_F(NotificationDeskTest, GivesUpInSightOfEverybody) {
  script("stray", OperationId::make(world_.clock.now(), world_.random), ReportKind::outcome);
  receive("stray");
  for (int i = 0; i < 10; ++i) {
    world_.clock.advance(std::chrono::minutes(6));
    retry_due();
  }
  EXPECT_EQ(count(NotificationStatus::given_up), 1U);
  EXPECT_EQ(desk_->stats().given_up, 1U);
  EXPECT_EQ(desk_->stats().retried, 3U);
  auto list = world_.run(store_.list_given_up(10));
  ASSERT_EQ(list->size(), 1U);
  EXPECT_EQ(list->front().attempts, 4U);
  // A person made what it speaks of appear, and has it tried again.
  reader_.readings.at("stray").reports[0].operation_id = pay_pending();
  EXPECT_TRUE(world_.run(store_.retry(list->front().id)).ok());
  EXPECT_EQ(retry_due(), 1U);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::succeeded);
}

TEST_F(NotificationDeskTest, WhatIsNoneOfOursIsGivenUpAtOnce) {
  NotificationReading& reading = reader_.readings["theirs"];
  reading.accepted = true;
  reading.event_id = "1";
  reading.foreign = 1;
  receive("theirs");
  EXPECT_EQ(count(NotificationStatus::given_up), 1U);
}

TEST_F(NotificationDeskTest, TriesAgainWhenOthersAreFaster) {
  script("paid", pay_pending(), ReportKind::outcome);
  for (int i = 0; i < 5; ++i) world_.commit_faults.push_back(memory::CommitFault::unavailable);
  EXPECT_EQ(receive("paid").answer.body, "success");
  EXPECT_EQ(count(NotificationStatus::waiting), 1U);
  world_.commit_faults.clear();
  world_.clock.advance(std::chrono::seconds(1));
  retry_due();
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::succeeded);
}

TEST_F(NotificationDeskTest, WhatWasProvenDoesNotVanishWhenItsPluginChangesItsMind) {
  script("early", OperationId::make(world_.clock.now(), world_.random), ReportKind::outcome);
  receive("early");
  reader_.readings.clear();  // its secret was changed
  world_.clock.advance(std::chrono::seconds(1));
  retry_due();
  EXPECT_EQ(count(NotificationStatus::given_up), 1U);
}

TEST_F(NotificationDeskTest, StrangersCannotFillTheDatabase) {
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(receive("forged " + std::to_string(i)).answer.status, 401);
    world_.clock.advance(std::chrono::seconds(1));
  }
  EXPECT_EQ(count(NotificationStatus::refused), limits_.unverified_max);
  EXPECT_EQ(desk_->stats().refused_unstored, 12U - limits_.unverified_max);
  // The channel itself is heard all the same, and what it says is stored.
  script("paid", pay_pending(), ReportKind::outcome);
  EXPECT_EQ(receive("paid").answer.body, "success");
  EXPECT_EQ(count(NotificationStatus::applied), 1U);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::succeeded);
}

TEST_F(NotificationDeskTest, BoundsSizeAndRate) {
  EXPECT_EQ(receive(std::string(101, 'x')).kind, Kind::too_large);
  for (std::uint32_t i = 0; i < limits_.rate.burst; ++i)
    EXPECT_EQ(receive("forged").kind, Kind::answered);
  EXPECT_EQ(receive("forged").kind, Kind::too_many);
  world_.clock.advance(std::chrono::seconds(1));
  for (std::uint32_t i = 0; i < limits_.rate.per_second; ++i)
    EXPECT_EQ(receive("forged").kind, Kind::answered);
  EXPECT_EQ(receive("forged").kind, Kind::too_many);
}

TEST_F(NotificationDeskTest, AnApprovalAfterThePaymentWasClosedIsVoided) {
  const OperationId operation = pay_pending();
  script("not paid", operation, ReportKind::outcome, OutcomeKind::declined);
  receive("not paid");
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::failed);
  script("paid after all", operation, ReportKind::outcome);
  receive("paid after all");
  world_.channel.decide(operation, true);
  world_.resolve_all();
  EXPECT_EQ(world_.channel.net_of(world_.only_payment().id), 0);
  EXPECT_EQ(world_.only_payment().status, PaymentStatus::failed);
}

TEST(NotificationText, BringsAnyBytesBack) {
  RawNotification raw;
  raw.method = "POST";
  raw.path = "/v1/notify/a%2Fb/c";
  raw.query = "x=1&x=%00";
  raw.headers = {{"Sign", "a"}, {"sign", ""}, {"", "\xff\n"}};
  raw.body = std::string("a\0b\xff", 4);
  raw.received_at = from_unix_micros(1'700'000'000'123'456);
  const std::string text = to_text(raw);
  EXPECT_EQ(raw_notification_from_text(text), raw);
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_EQ(raw_notification_from_text(text.substr(0, size)), std::nullopt) << size;
  EXPECT_EQ(raw_notification_from_text(text + "x"), std::nullopt);
}

}  // namespace
}  // namespace tollgate
