// The glue's newer half, seen from the C side: what the payer must do, and notifications.
#include <gtest/gtest.h>

#include "tests/plugin-sdk/tollgate/test_channel.h"

namespace tollgate::sdk::test {
namespace {

const tollgate_next_action* action_of(Driver& driver, std::int64_t minor) {
  const tollgate_step* step = driver.begin(TOLLGATE_OPERATION_AUTHORIZE, minor);
  EXPECT_EQ(step->kind, TOLLGATE_STEP_DONE);
  EXPECT_EQ(step->outcome->kind, TOLLGATE_OUTCOME_PENDING);
  EXPECT_TRUE(TOLLGATE_HAS(tollgate_outcome, step->outcome, next_action));
  return step->outcome->next_action;
}

TEST(NextActionGlue, EveryKindArrivesInC) {
  Driver none("{}");
  EXPECT_EQ(action_of(none, 0), nullptr);
  Driver redirect("{}");
  const tollgate_next_action* action = action_of(redirect, 1);
  EXPECT_EQ(action->kind, TOLLGATE_NEXT_ACTION_REDIRECT_TO_URL);
  EXPECT_EQ(view(action->url), kLong);
  EXPECT_EQ(action->expires_at_unix_us, 1'700'000'000'000'000);
  Driver code("{}");
  action = action_of(code, 2);
  EXPECT_EQ(action->kind, TOLLGATE_NEXT_ACTION_DISPLAY_QR_CODE);
  EXPECT_EQ(view(action->qr_code), kLong);
  Driver challenge("{}");
  action = action_of(challenge, 3);
  EXPECT_EQ(action->kind, TOLLGATE_NEXT_ACTION_THREE_DS_CHALLENGE);
  ASSERT_EQ(action->data_count, 2u);
  EXPECT_EQ(view(action->data[1].value), kLong);
  Driver wait("{}");
  EXPECT_EQ(action_of(wait, 4)->kind, TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION);
}

TEST(RequestGlue, AHostBeforeFinalCaptureMeansTheLastOne) {
  tollgate_request raw = {};
  raw.size = sizeof raw;
  EXPECT_FALSE(Request(&raw).final_capture);
  raw.final_capture = 1;
  EXPECT_TRUE(Request(&raw).final_capture);
  raw.final_capture = 0;
  raw.size = offsetof(tollgate_request, final_capture);
  EXPECT_TRUE(Request(&raw).final_capture);
}

class NotifyGlueTest : public testing::Test {
 protected:
  const tollgate_reading* read(const std::string& body, std::vector<tollgate_pair> headers) {
    const tollgate_channel* channel = driver_.channel();
    notify_ = static_cast<const tollgate_notify*>(channel->ability(channel, TOLLGATE_NOTIFY));
    const tollgate_notification raw = {sizeof raw,
                                       0,
                                       {"POST", 4},
                                       {"/v1/notify/a%20b", 16},
                                       {"x=1&x=2", 7},
                                       headers.data(),
                                       headers.size(),
                                       to_c(body),
                                       42};
    return notify_->read(channel, &raw);
  }
  void release(const tollgate_reading* reading) { notify_->release(driver_.channel(), reading); }

  static tollgate_pair header(std::string_view name, std::string_view value) {
    return {to_c(name), to_c(value)};
  }

  Driver driver_{"framed"};
  const tollgate_notify* notify_ = nullptr;
};

TEST_F(NotifyGlueTest, IsThereOnlyWhenTheChannelHasIt) {
  const Driver plain("{}");
  EXPECT_EQ(plain.channel()->ability(plain.channel(), TOLLGATE_NOTIFY), nullptr);
}

TEST_F(NotifyGlueTest, AnAcceptedOneArrivesWholeAndOutlivesTheRequest) {
  const tollgate_reading* reading = nullptr;
  {
    const auto body = std::make_unique<std::string>("op_" + kLong);
    reading = read(*body, {header("Host", "gateway"), header("SIGNATURE", "good")});
  }
  ASSERT_NE(reading, nullptr);
  EXPECT_EQ(reading->size, sizeof(tollgate_reading));
  EXPECT_EQ(reading->verdict, TOLLGATE_VERDICT_ACCEPTED);
  EXPECT_EQ(view(reading->event_id), kLong);
  ASSERT_EQ(reading->report_count, 2u);
  const tollgate_report& first = *reading->reports[0];
  EXPECT_EQ(first.kind, TOLLGATE_REPORT_OUTCOME);
  EXPECT_EQ(view(first.operation_id), "op_" + kLong);
  EXPECT_EQ(first.amount, nullptr);
  ASSERT_NE(first.outcome, nullptr);
  EXPECT_EQ(first.outcome->kind, TOLLGATE_OUTCOME_APPROVED);
  ASSERT_EQ(first.outcome->data_count, 2u);
  EXPECT_EQ(view(first.outcome->data[0].value), "/v1/notify/a%20b");
  EXPECT_EQ(view(first.outcome->data[1].value), "x=1&x=2");
  const tollgate_report& second = *reading->reports[1];
  EXPECT_EQ(second.outcome, nullptr);
  ASSERT_NE(second.amount, nullptr);
  EXPECT_EQ(second.amount->minor, 500);
  ASSERT_NE(reading->answer, nullptr);
  EXPECT_EQ(reading->answer->http_status, 200);
  EXPECT_EQ(view(reading->answer->body), "success");
  release(reading);
}

TEST_F(NotifyGlueTest, NoSignatureOrTwoIsARefusal) {
  for (const auto& headers : {std::vector<tollgate_pair>{},
                              {header("signature", "bad")},
                              {header("signature", "good"), header("Signature", "good")}}) {
    const tollgate_reading* reading = read("op_1", headers);
    ASSERT_NE(reading, nullptr);
    EXPECT_EQ(reading->verdict, TOLLGATE_VERDICT_REFUSED);
    EXPECT_EQ(reading->report_count, 0u);
    EXPECT_EQ(view(reading->sentence), "Not signed.");
    release(reading);
  }
}

TEST_F(NotifyGlueTest, AnExceptionIsNoReading) {
  EXPECT_EQ(read("throw", {header("signature", "good")}), nullptr);
}

}  // namespace
}  // namespace tollgate::sdk::test
