// What a plugin makes of a notification, as the host takes it: believed, corrected, or refused.
#include "gateway/adapters/channel/plugin_notification.h"

#include <gtest/gtest.h>

#include "gateway/adapters/channel/card_mask.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"
#include "tests/gateway/adapters/channel/plugins/scripted_counters.h"

namespace tollgate::channel {
namespace {

class PluginNotificationTest : public ::testing::Test {
 protected:
  // Whatever happens, every reading is given back once.
  void TearDown() override {
    const auto& counters = *static_cast<const ScriptedCounters*>(
        channel_->raw().ability(&channel_->raw(), kScriptedCounters));
    EXPECT_EQ(counters.begun, counters.finished);
  }

  NotificationReading read(const std::string& word) {
    RawNotification raw;
    raw.method = "POST";
    raw.path = "/v1/notify/test.plain/main";
    raw.body = word + " " + operation_.str();
    return read_plugin_notification(*channel_, raw, fault_);
  }

  SystemRandom random_;
  const OperationId operation_ = OperationId::make(SystemClock().now(), random_);
  std::shared_ptr<PluginChannel> channel_ = make_channel(make_account("notifying"));
  bool fault_ = false;
};

TEST_F(PluginNotificationTest, RefusesByDefaultWithItsReason) {
  const auto reading = read("refuse");
  EXPECT_FALSE(reading.accepted);
  EXPECT_FALSE(fault_);
  EXPECT_EQ(reading.answer.status, 401);
  EXPECT_EQ(reading.answer.body, "");
  EXPECT_EQ(reading.sentence, "The signature does not hold.");
}

TEST_F(PluginNotificationTest, AnswersInTheChannelsOwnWords) {
  const auto refused = read("refuse_in_words");
  EXPECT_EQ(refused.answer.status, 400);
  EXPECT_EQ(refused.answer.body, "fail");
  const auto accepted = read("approve_in_words");
  EXPECT_TRUE(accepted.accepted);
  EXPECT_EQ(accepted.answer.status, 200);
  EXPECT_EQ(accepted.answer.content_type, "text/plain");
  EXPECT_EQ(accepted.answer.body, "success");
}

TEST_F(PluginNotificationTest, ReadsWhatTheChannelReports) {
  const auto approved = read("approve");
  EXPECT_EQ(approved.event_id, "event-1");
  EXPECT_EQ(approved.answer.status, 200);
  ASSERT_EQ(approved.reports.size(), 1U);
  EXPECT_EQ(approved.reports[0].operation_id, operation_);
  EXPECT_EQ(approved.reports[0].channel_account, "main");
  EXPECT_EQ(approved.reports[0].kind, ReportKind::outcome);
  EXPECT_EQ(approved.reports[0].outcome.kind, OutcomeKind::approved);
  EXPECT_EQ(approved.reports[0].amount, std::nullopt);
  EXPECT_EQ(read("approve_amount").reports[0].amount->minor(), 700);
  EXPECT_EQ(read("approve_approved_amount").reports[0].amount->minor(), 800);
  EXPECT_EQ(read("dispute").reports[0].kind, ReportKind::dispute_opened);
}

TEST_F(PluginNotificationTest, AnEventWithoutANameIsNamedByItsBody) {
  const std::string name = read("accept_without_event").event_id;
  EXPECT_EQ(name.size(), 71U);
  EXPECT_EQ(name, read("accept_without_event").event_id);
}

TEST_F(PluginNotificationTest, SkipsWhatItDoesNotKnowAndCountsWhatIsNotOurs) {
  EXPECT_TRUE(read("accept").reports.empty());
  EXPECT_TRUE(read("report_of_tomorrow").reports.empty());
  const auto foreign = read("foreign");
  EXPECT_TRUE(foreign.accepted);
  EXPECT_TRUE(foreign.reports.empty());
  EXPECT_EQ(foreign.foreign, 1U);
}

TEST_F(PluginNotificationTest, MasksCardNumbersInWords) {
  EXPECT_EQ(read("message_with_card").reports[0].outcome.message, "paid with [card], thanks");
  EXPECT_EQ(read("refuse_with_card").sentence, "Odd: [card].");
}

TEST_F(PluginNotificationTest, AnAbilityThatLacksAFunctionIsRefusedAtTheStart) {
  EXPECT_THROW(make_channel(make_account("notifying", R"({"half":1})")), std::runtime_error);
  (void)make_channel(make_account("notifying"));
}

class NotificationFaultTest : public PluginNotificationTest,
                              public ::testing::WithParamInterface<const char*> {};

TEST_P(NotificationFaultTest, IsARefusal) {
  const auto reading = read(GetParam());
  EXPECT_TRUE(fault_);
  EXPECT_FALSE(reading.accepted);
  EXPECT_TRUE(reading.reports.empty());
  EXPECT_EQ(reading.answer.status, 401);
  EXPECT_EQ(reading.sentence.find("4111"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(All, NotificationFaultTest,
                         ::testing::Values("nothing", "throw", "small_reading", "unknown_verdict",
                                           "long_event", "null_report", "no_reports",
                                           "too_many_reports", "small_report", "outcome_missing",
                                           "small_outcome", "action_when_approved",
                                           "negative_amount", "unknown_currency", "card_in_data",
                                           "server_error_answer", "split_content_type",
                                           "huge_answer"),
                         [](const auto& test) { return std::string(test.param); });

TEST(CardMask, KnowsCardNumbersFromOtherNumbers) {
  EXPECT_EQ(without_card_numbers("4111-1111-1111-1111"), "[card]");
  EXPECT_EQ(without_card_numbers("a 4111 1111 1111 1111 b 5555555555554444"), "a [card] b [card]");
  // Another check digit, no brand, too long, and a trade number of 28 digits.
  for (const char* text : {"4111111111111112", "9111111111111111", "41111111111111111111111",
                           "2013112011001004330000121536", "", "no digits"})
    EXPECT_EQ(without_card_numbers(text), text);
  EXPECT_TRUE(has_card_number("[card] 4111111111111111"));
  EXPECT_FALSE(has_card_number("[card] 4111111111111112"));
}

}  // namespace
}  // namespace tollgate::channel
