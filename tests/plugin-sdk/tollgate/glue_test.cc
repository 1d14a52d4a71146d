// The C++ glue, seen from the C side. Run under ASan as well: half of what is tested here is that
// nothing leaks and nothing is destroyed twice.
#include <gtest/gtest.h>

#include "tests/plugin-sdk/tollgate/test_channel.h"

TOLLGATE_CHANNEL(tollgate::sdk::test::TestChannel,
                 (tollgate::sdk::Descriptor{
                     .id = "test.channel",
                     .name = "Test",
                     .vendor = "Tests",
                     .version = "1.2.3",
                     .operations = {{TOLLGATE_OPERATION_SALE, TOLLGATE_RECOVERY_QUERYABLE,
                                     TOLLGATE_NEEDS_CARD, 5000},
                                    {TOLLGATE_OPERATION_QUERY, TOLLGATE_RECOVERY_NONE}},
                     .methods = {"card", "wallet"},
                     .currencies = {{"EUR", 1, 100}, {"*", 2, 200}},
                     .settings_schema = "{}"}))

namespace tollgate::sdk::test {
namespace {

class GlueTest : public testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(Witness::alive, 0); }
};

TEST_F(GlueTest, StepsThroughMessagesToTheOutcome) {
  Driver driver("{}");
  const tollgate_step* step = driver.begin(TOLLGATE_OPERATION_SALE);
  ASSERT_EQ(step->kind, TOLLGATE_STEP_SEND);
  EXPECT_EQ(step->outcome, nullptr);
  ASSERT_EQ(step->message->wire, TOLLGATE_WIRE_HTTP);
  EXPECT_EQ(view(step->message->http->method), "POST");
  EXPECT_EQ(view(step->message->http->url), kLong);
  EXPECT_EQ(view(step->message->http->body), kLong);
  ASSERT_EQ(step->message->http->header_count, 1u);
  EXPECT_EQ(view(step->message->http->headers[0].value), kLong);

  step = driver.resume(TOLLGATE_WIRE_OK, "one " + kLong);
  ASSERT_EQ(step->kind, TOLLGATE_STEP_SEND);
  EXPECT_EQ(view(step->message->http->url), "one " + kLong);
  EXPECT_EQ(step->message->http->header_count, 0u);

  step = driver.resume(TOLLGATE_WIRE_OK, "two " + kLong);
  ASSERT_EQ(step->message->wire, TOLLGATE_WIRE_FRAME);
  EXPECT_EQ(step->message->http, nullptr);
  EXPECT_EQ(view(step->message->frame->bytes), "two " + kLong);
  EXPECT_EQ(view(step->message->frame->correlation_key), "a key");
  EXPECT_EQ(step->message->frame->expects_reply, 1u);

  step = driver.resume(TOLLGATE_WIRE_OK, "three");
  ASSERT_EQ(step->kind, TOLLGATE_STEP_DONE);
  EXPECT_EQ(step->message, nullptr);
  const tollgate_outcome& outcome = *step->outcome;
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(view(outcome.channel_reference), kLong + "op_1");
  EXPECT_EQ(view(outcome.authorization_code), "A1");
  ASSERT_NE(outcome.approved_amount, nullptr);
  EXPECT_EQ(outcome.approved_amount->minor, 1999);
  ASSERT_EQ(outcome.data_count, 3u);
  EXPECT_EQ(view(outcome.data[1].value), "two " + kLong);
}

TEST_F(GlueTest, NothingIsLeftWhenAbandonedAtAnyStep) {
  for (int steps = 0; steps <= 3; ++steps) {
    Driver driver("{}");
    ASSERT_NE(driver.begin(TOLLGATE_OPERATION_SALE), nullptr);
    for (int i = 0; i < steps; ++i) ASSERT_NE(driver.resume(TOLLGATE_WIRE_OK, kLong), nullptr);
    // The last resume runs the coroutine to its end, where its locals are gone already.
    EXPECT_EQ(Witness::alive, steps < 3 ? 1 : 0);
    driver.finish();
    EXPECT_EQ(Witness::alive, 0);
  }
}

TEST_F(GlueTest, ManyOperationsRunAtOnceOnOneChannel) {
  Driver driver("{}");
  tollgate_request request = {};
  request.size = sizeof request;
  request.kind = TOLLGATE_OPERATION_SALE;
  std::vector<tollgate_operation*> operations(100, nullptr);
  for (auto& operation : operations) {
    driver.channel()->begin(driver.channel(), &request, &operation);
  }
  EXPECT_EQ(Witness::alive, 100);
  for (auto* operation : operations) driver.channel()->finish(driver.channel(), operation);
}

void expect_failed(const tollgate_step* step) {
  ASSERT_NE(step, nullptr);
  ASSERT_EQ(step->kind, TOLLGATE_STEP_DONE);
  EXPECT_EQ(step->outcome->kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(view(step->outcome->code), TOLLGATE_CODE_PLUGIN_FAILURE);
  EXPECT_EQ(view(step->outcome->message).find("secret"), std::string_view::npos);
}

TEST_F(GlueTest, AnExceptionBeforeTheFirstMessageIsUnknown) {
  Driver driver("{}");
  expect_failed(driver.begin(TOLLGATE_OPERATION_REFUND, 0));
}

TEST_F(GlueTest, AnExceptionOfAnyTypeAfterAReplyIsUnknown) {
  Driver driver("{}");
  ASSERT_EQ(driver.begin(TOLLGATE_OPERATION_REFUND, 1)->kind, TOLLGATE_STEP_SEND);
  expect_failed(driver.resume(TOLLGATE_WIRE_OK, kLong));
}

TEST_F(GlueTest, AnExceptionWithoutAnOperationIsNoStep) {
  Driver driver("{}");
  EXPECT_EQ(driver.begin(TOLLGATE_OPERATION_PAYOUT), nullptr);
  EXPECT_EQ(driver.operation(), nullptr);
}

TEST_F(GlueTest, TheWireStatusBecomesNotSentOnlyWhenProven) {
  const std::pair<tollgate_wire_status, tollgate_outcome_kind> rows[] = {
      {TOLLGATE_WIRE_NOT_SENT, TOLLGATE_OUTCOME_NOT_SENT},
      {TOLLGATE_WIRE_NO_REPLY, TOLLGATE_OUTCOME_UNKNOWN},
      {TOLLGATE_WIRE_CLOSED, TOLLGATE_OUTCOME_UNKNOWN},
      {TOLLGATE_WIRE_STATUS_UNKNOWN, TOLLGATE_OUTCOME_UNKNOWN}};
  for (const auto& [status, kind] : rows) {
    Driver driver("{}");
    (void)driver.begin(TOLLGATE_OPERATION_REFUND, 2);
    EXPECT_EQ(driver.resume(status)->outcome->kind, kind);
  }
}

TEST_F(GlueTest, AnOperationTheChannelDoesNotHaveIsNotSent) {
  const tollgate_operation_kind kinds[] = {TOLLGATE_OPERATION_VOID, TOLLGATE_OPERATION_UNKNOWN,
                                           999};
  for (const tollgate_operation_kind kind : kinds) {
    Driver driver("{}");
    const tollgate_step* step = driver.begin(kind);
    ASSERT_EQ(step->kind, TOLLGATE_STEP_DONE);
    EXPECT_EQ(step->outcome->kind, TOLLGATE_OUTCOME_NOT_SENT);
    EXPECT_EQ(view(step->outcome->code), TOLLGATE_CODE_UNSUPPORTED);
  }
}

TEST_F(GlueTest, RefusedSettingsGiveTheSentence) {
  EXPECT_EQ(Driver("[]").channel(), nullptr);
  EXPECT_EQ(Driver("[]").sentence(), "The setting address is missing; add it.");
}

TEST_F(GlueTest, AnExceptionInCreateGivesASentenceWithoutItsText) {
  const Driver driver("throw");
  EXPECT_EQ(driver.channel(), nullptr);
  EXPECT_NE(driver.sentence(), "");
  EXPECT_EQ(driver.sentence().find("secret"), std::string::npos);
}

TEST_F(GlueTest, AbilitiesAreThereOnlyWhenTheChannelHasThem) {
  const Driver plain("{}");
  for (const char* id : {TOLLGATE_FRAMING, TOLLGATE_SESSION, "", "tollgate.framing/2"}) {
    EXPECT_EQ(plain.channel()->ability(plain.channel(), id), nullptr) << id;
  }
  const Driver framed("framed");
  const auto* framing = static_cast<const tollgate_framing*>(
      framed.channel()->ability(framed.channel(), TOLLGATE_FRAMING));
  ASSERT_NE(framing, nullptr);
  ASSERT_EQ(framing->address_count, 2u);
  EXPECT_EQ(view(framing->addresses[1]), "two.example:2");
  const auto* session = static_cast<const tollgate_session*>(
      framed.channel()->ability(framed.channel(), TOLLGATE_SESSION));
  ASSERT_NE(session, nullptr);
  ASSERT_EQ(session->on_connect_count, 2u);
  EXPECT_EQ(session->on_connect[1], TOLLGATE_OPERATION_ECHO);
}

TEST_F(GlueTest, CorrelateStaysWithinItsRoomAndKeepsExceptionsIn) {
  const Driver driver("framed");
  const auto* framing = static_cast<const tollgate_framing*>(
      driver.channel()->ability(driver.channel(), TOLLGATE_FRAMING));
  char room[4] = {};
  tollgate_buffer key = {room, sizeof room, 0};
  EXPECT_EQ(framing->correlate(driver.channel(), {"abcd", 4}, &key), TOLLGATE_FRAME_REPLY);
  EXPECT_EQ(std::string_view(room, key.size), "abcd");
  EXPECT_EQ(framing->correlate(driver.channel(), {"abcde", 5}, &key), TOLLGATE_FRAME_UNREADABLE);
  EXPECT_EQ(framing->correlate(driver.channel(), {"throw", 5}, &key), TOLLGATE_FRAME_UNREADABLE);
  EXPECT_EQ(framing->correlate(driver.channel(), {nullptr, 0}, &key), TOLLGATE_FRAME_REPLY);
}

TEST_F(GlueTest, TheDescriptorArrivesInC) {
  const tollgate_entry* entry = tollgate_channel_entry();
  EXPECT_EQ(entry, tollgate_channel_entry());
  EXPECT_EQ(entry->abi_version, TOLLGATE_ABI_VERSION);
  const tollgate_descriptor& descriptor = *entry->descriptor;
  EXPECT_EQ(view(descriptor.id), "test.channel");
  EXPECT_EQ(view(descriptor.sdk_version), TOLLGATE_SDK_VERSION);
  ASSERT_EQ(descriptor.operation_count, 2u);
  EXPECT_EQ(descriptor.operations[0]->kind, TOLLGATE_OPERATION_SALE);
  EXPECT_EQ(descriptor.operations[0]->recovery, TOLLGATE_RECOVERY_QUERYABLE);
  EXPECT_EQ(descriptor.operations[0]->settle_time_ms, 5000u);
  EXPECT_EQ(descriptor.operations[0]->flags, std::uint32_t{TOLLGATE_NEEDS_CARD});
  ASSERT_EQ(descriptor.method_count, 2u);
  EXPECT_EQ(view(descriptor.methods[1]), "wallet");
  ASSERT_EQ(descriptor.currency_count, 2u);
  EXPECT_STREQ(descriptor.currencies[1].currency, "*");
  EXPECT_EQ(descriptor.currencies[0].maximum_minor, 100);
}

}  // namespace
}  // namespace tollgate::sdk::test
