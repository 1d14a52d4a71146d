// ABI version 1 as it was published, on 64-bit machines: plugins built against it exist. A line
// here may be added when a struct grows at its end; none may ever change.
#include <gtest/gtest.h>

#include <cstddef>

#include "tollgate/channel.h"

namespace {

static_assert(sizeof(void*) == 8);

TEST(Abi, StructsKeepTheirPublishedSize) {
  EXPECT_EQ(sizeof(tollgate_view), 16u);
  EXPECT_EQ(sizeof(tollgate_pair), 32u);
  EXPECT_EQ(sizeof(tollgate_money), 16u);
  EXPECT_EQ(sizeof(tollgate_currency_limit), 24u);
  EXPECT_GE(sizeof(tollgate_request), 192u);
  EXPECT_GE(sizeof(tollgate_original), 128u);
  EXPECT_GE(sizeof(tollgate_outcome), 120u);
}

TEST(Abi, MembersKeepTheirPublishedPlace) {
  EXPECT_EQ(offsetof(tollgate_money, exponent), 14u);
  EXPECT_EQ(offsetof(tollgate_buffer, size), 16u);
  EXPECT_EQ(offsetof(tollgate_card, holder), 48u);
  EXPECT_EQ(offsetof(tollgate_original, data_count), 120u);
  EXPECT_EQ(offsetof(tollgate_request, random), 80u);
  EXPECT_EQ(offsetof(tollgate_request, metadata_count), 184u);
  EXPECT_EQ(offsetof(tollgate_outcome, data_count), 112u);
  EXPECT_EQ(offsetof(tollgate_http, body), 56u);
  EXPECT_EQ(offsetof(tollgate_frame, correlation_key), 24u);
  EXPECT_EQ(offsetof(tollgate_message, frame), 24u);
  EXPECT_EQ(offsetof(tollgate_reply, body), 32u);
  EXPECT_EQ(offsetof(tollgate_support, flags), 16u);
  EXPECT_EQ(offsetof(tollgate_descriptor, settings_schema), 136u);
  EXPECT_EQ(offsetof(tollgate_framing, correlate), 40u);
  EXPECT_EQ(offsetof(tollgate_session, on_disconnect_count), 32u);
  EXPECT_EQ(offsetof(tollgate_step, outcome), 16u);
  EXPECT_EQ(offsetof(tollgate_channel, destroy), 48u);
  EXPECT_EQ(offsetof(tollgate_host, ability), 24u);
  EXPECT_EQ(offsetof(tollgate_settings, json), 24u);
  EXPECT_EQ(offsetof(tollgate_entry, create), 16u);
}

// What came after the first version stands behind it, and is published now as well.
TEST(Abi, LaterMembersStandBehindTheFirstVersion) {
  EXPECT_EQ(TOLLGATE_OUTCOME_SIZE_V1, 120u);
  EXPECT_EQ(offsetof(tollgate_outcome, next_action), 120u);
  EXPECT_EQ(offsetof(tollgate_outcome, exchange), 128u);
  EXPECT_GE(sizeof(tollgate_outcome), 136u);
  EXPECT_EQ(offsetof(tollgate_request, final_capture), 192u);
  EXPECT_EQ(offsetof(tollgate_request, authentication), 200u);
  EXPECT_EQ(offsetof(tollgate_request, quote), 208u);
  EXPECT_EQ(offsetof(tollgate_request, quoted_kind), 216u);
  EXPECT_EQ(offsetof(tollgate_request, counterparty), 224u);
  EXPECT_EQ(offsetof(tollgate_request, purpose), 232u);
  EXPECT_GE(sizeof(tollgate_request), 248u);
  EXPECT_EQ(offsetof(tollgate_exchange, settled), 8u);
  EXPECT_EQ(offsetof(tollgate_exchange, expires_unix_us), 72u);
  EXPECT_GE(sizeof(tollgate_exchange), 80u);
  EXPECT_EQ(offsetof(tollgate_party, country), 72u);
  EXPECT_GE(sizeof(tollgate_party), 88u);
}

TEST(Abi, NotificationsKeepTheirPublishedPlace) {
  EXPECT_EQ(offsetof(tollgate_next_action, url), 8u);
  EXPECT_EQ(offsetof(tollgate_next_action, qr_code), 24u);
  EXPECT_EQ(offsetof(tollgate_next_action, data), 40u);
  EXPECT_EQ(offsetof(tollgate_next_action, expires_at_unix_us), 56u);
  EXPECT_GE(sizeof(tollgate_next_action), 64u);
  EXPECT_EQ(offsetof(tollgate_notification, method), 8u);
  EXPECT_EQ(offsetof(tollgate_notification, headers), 56u);
  EXPECT_EQ(offsetof(tollgate_notification, body), 72u);
  EXPECT_EQ(offsetof(tollgate_notification, time_unix_us), 88u);
  EXPECT_GE(sizeof(tollgate_notification), 96u);
  EXPECT_EQ(offsetof(tollgate_report, operation_id), 8u);
  EXPECT_EQ(offsetof(tollgate_report, outcome), 24u);
  EXPECT_EQ(offsetof(tollgate_report, amount), 32u);
  EXPECT_GE(sizeof(tollgate_report), 40u);
  EXPECT_EQ(offsetof(tollgate_notify_answer, content_type), 8u);
  EXPECT_EQ(offsetof(tollgate_notify_answer, body), 24u);
  EXPECT_GE(sizeof(tollgate_notify_answer), 40u);
  EXPECT_EQ(offsetof(tollgate_reading, event_id), 8u);
  EXPECT_EQ(offsetof(tollgate_reading, reports), 24u);
  EXPECT_EQ(offsetof(tollgate_reading, answer), 40u);
  EXPECT_EQ(offsetof(tollgate_reading, sentence), 48u);
  EXPECT_GE(sizeof(tollgate_reading), 64u);
  EXPECT_EQ(offsetof(tollgate_notify, read), 8u);
  EXPECT_EQ(offsetof(tollgate_notify, release), 16u);
}

TEST(Abi, StatementsKeepTheirPublishedPlace) {
  EXPECT_EQ(offsetof(tollgate_statement_file, bytes), 24u);
  EXPECT_EQ(offsetof(tollgate_statement_entry, line), 32u);
  EXPECT_EQ(offsetof(tollgate_statement_entry, amount), 72u);
  EXPECT_EQ(offsetof(tollgate_statement_entry, data_count), 144u);
  EXPECT_GE(sizeof(tollgate_statement_entry), 152u);
  EXPECT_EQ(offsetof(tollgate_statement_total, closing_minor), 56u);
  EXPECT_GE(sizeof(tollgate_statement_total), 64u);
  EXPECT_EQ(offsetof(tollgate_statement_summary, total_count), 56u);
  EXPECT_EQ(offsetof(tollgate_statement_problem, sentence), 32u);
  EXPECT_EQ(offsetof(tollgate_statement_step, problem), 24u);
  EXPECT_EQ(offsetof(tollgate_statement, close), 24u);
}

TEST(Abi, SigningKeepsItsPublishedPlace) {
  EXPECT_EQ(offsetof(tollgate_sign, algorithm), 8u);
  EXPECT_EQ(offsetof(tollgate_sign, sign), 16u);
  EXPECT_GE(sizeof(tollgate_sign), 24u);
  EXPECT_EQ(TOLLGATE_SIGN_UNKNOWN, 0);
}

TEST(Abi, ForgettingIsUnknownEverywhere) {
  EXPECT_EQ(TOLLGATE_OUTCOME_UNKNOWN, 0);
  EXPECT_EQ(TOLLGATE_OPERATION_UNKNOWN, 0);
  EXPECT_EQ(TOLLGATE_WIRE_UNKNOWN, 0);
  EXPECT_EQ(TOLLGATE_WIRE_STATUS_UNKNOWN, 0);
  EXPECT_EQ(TOLLGATE_STEP_UNKNOWN, 0);
  EXPECT_EQ(TOLLGATE_RECOVERY_NONE, 0);
  EXPECT_EQ(TOLLGATE_FRAME_UNREADABLE, 0);
  EXPECT_EQ(TOLLGATE_NEXT_ACTION_UNKNOWN, 0);
  EXPECT_EQ(TOLLGATE_VERDICT_REFUSED, 0);
  EXPECT_EQ(TOLLGATE_REPORT_UNKNOWN, 0);
  EXPECT_EQ(TOLLGATE_STATEMENT_KIND_UNKNOWN, 0);
  EXPECT_EQ(TOLLGATE_STATEMENT_DIRECTION_UNKNOWN, 0);
  EXPECT_EQ(TOLLGATE_STATEMENT_STATUS_UNKNOWN, 0);
  EXPECT_EQ(TOLLGATE_STATEMENT_STEP_UNKNOWN, 0);
}

TEST(Abi, HasTellsWhetherTheOtherSideKnowsAMember) {
  tollgate_session session = {};
  session.size = sizeof session;
  EXPECT_TRUE(TOLLGATE_HAS(tollgate_session, &session, on_disconnect_count));
  session.size = offsetof(tollgate_session, on_disconnect_count);
  EXPECT_FALSE(TOLLGATE_HAS(tollgate_session, &session, on_disconnect_count));
  EXPECT_TRUE(TOLLGATE_HAS(tollgate_session, &session, on_disconnect));
}

}  // namespace
