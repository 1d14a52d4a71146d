// The built card.so against the real simulated acquirer over TCP. What happened is judged by the
// acquirer's journal, never by what the channel says of itself.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/plugins/card/settings_json.h"
#include "tests/plugins/support/acquirer_process.h"
#include "tests/plugins/support/frame_connection.h"
#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::test {
namespace {

constexpr int kPatienceMs = 30'000;
constexpr char kApproved[] = "4242424242424242";
constexpr char kPartial[] = "4000001000000000";
constexpr char kSilent[] = "4000010100000000";
constexpr char kSilentBefore[] = "4000010200000009";
constexpr char kLate[] = "4000010300000008";
constexpr char kGarbage[] = "4000010400000007";
constexpr char kDropAfter[] = "4000010500000006";
constexpr char kDropBefore[] = "4000010600000005";
constexpr char kTwice[] = "4000010700000004";
constexpr char kSlow[] = "4000010800000003";

class AcquirerTest : public testing::Test {
 protected:
  explicit AcquirerTest(std::vector<std::string> options = {"--late-seconds", "0.05",
                                                            "--slow-seconds", "0.05"})
      : acquirer_(std::move(options)) {}

  TestRequest request(tollgate_operation_kind kind, const std::string& card_number = {}) {
    TestRequest request;
    request.kind = kind;
    request.sequence = ++sequence_;
    request.operation_id = "op_" + std::to_string(sequence_);
    request.card_number = card_number;
    return request;
  }
  // An operation on `first`, of which the gateway knows `outcome`.
  TestRequest follow_up(tollgate_operation_kind kind, const TestRequest& first,
                        const TestOutcome& outcome, std::int64_t minor) {
    TestRequest next = request(kind);
    next.minor = minor;
    next.original = TestOriginal{.kind = first.kind,
                                 .outcome_kind = outcome.kind,
                                 .operation_id = first.operation_id,
                                 .minor = first.minor,
                                 .time_unix_us = first.time_unix_us,
                                 .sequence = first.sequence,
                                 .channel_reference = outcome.channel_reference,
                                 .authorization_code = outcome.authorization_code,
                                 .data = outcome.data};
    return next;
  }
  // A wire whose host loses patience at once: the message goes out and no answer is awaited.
  static WireReply send_only(FrameConnection& connection, const tollgate_message& message) {
    connection.send(copy(message.frame->bytes));
    return {TOLLGATE_WIRE_NO_REPLY};
  }

  AcquirerProcess acquirer_;
  LoadedChannel card_{"card", card_settings({"127.0.0.1:1"}, kPatienceMs)};
  FrameConnection connection_{acquirer_.port(), card_};
  std::uint64_t sequence_ = 0;
};

TEST_F(AcquirerTest, AuthorizeCaptureRefund) {
  auto authorize = request(TOLLGATE_OPERATION_AUTHORIZE, kApproved);
  const auto authorized = card_.run(authorize, connection_.wire());
  ASSERT_EQ(authorized.kind, TOLLGATE_OUTCOME_APPROVED) << authorized.message;
  auto capture = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 1500);
  const auto captured = card_.run(capture, connection_.wire());
  ASSERT_EQ(captured.kind, TOLLGATE_OUTCOME_APPROVED) << captured.message;
  auto refund = follow_up(TOLLGATE_OPERATION_REFUND, capture, captured, 500);
  EXPECT_EQ(card_.run(refund, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(acquirer_.effects_of(authorize.operation_id), "authorized 1999");
  EXPECT_EQ(acquirer_.effects_of(capture.operation_id), "captured 1500");
  EXPECT_EQ(acquirer_.effects_of(refund.operation_id), "refunded 500");

  auto too_much = follow_up(TOLLGATE_OPERATION_REFUND, capture, captured, 1001);
  EXPECT_EQ(card_.run(too_much, connection_.wire()).code, "invalid_amount");
  auto over_capture = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 500);
  EXPECT_EQ(card_.run(over_capture, connection_.wire()).code, "invalid_amount");
}

TEST_F(AcquirerTest, ReadsWhatThreeDSecureSaid) {
  auto proven = request(TOLLGATE_OPERATION_SALE, kApproved);
  proven.authentication.emplace();
  EXPECT_EQ(card_.run(proven, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(acquirer_.journal_of(proven.operation_id).at(0)["authentication"], "Y 05");

  auto claimed = request(TOLLGATE_OPERATION_SALE, kApproved);
  claimed.authentication.emplace().cavv.clear();
  EXPECT_EQ(card_.run(claimed, connection_.wire()).channel_code, "30");
  EXPECT_EQ(acquirer_.journal_of(claimed.operation_id).at(0)["effect"], "none");
}

TEST_F(AcquirerTest, SaleAndVoidOfAKnownOutcome) {
  auto sale = request(TOLLGATE_OPERATION_SALE, kApproved);
  const auto sold = card_.run(sale, connection_.wire());
  ASSERT_EQ(sold.kind, TOLLGATE_OUTCOME_APPROVED);
  auto undo = follow_up(TOLLGATE_OPERATION_VOID, sale, sold, 0);
  EXPECT_EQ(card_.run(undo, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(acquirer_.effects_of(sale.operation_id), "captured 1999");
  EXPECT_EQ(acquirer_.effects_of(undo.operation_id), "reversed 1999");
}

TEST_F(AcquirerTest, WhatCapturesLeftOfAHoldIsReleasedOnce) {
  auto authorize = request(TOLLGATE_OPERATION_AUTHORIZE, kApproved);
  const auto authorized = card_.run(authorize, connection_.wire());
  auto capture = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 1200);
  ASSERT_EQ(card_.run(capture, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);

  auto whole = follow_up(TOLLGATE_OPERATION_VOID, authorize, authorized, 0);
  EXPECT_EQ(card_.run(whole, connection_.wire()).channel_code, "21");
  auto too_much = follow_up(TOLLGATE_OPERATION_VOID, authorize, authorized, 1000);
  EXPECT_EQ(card_.run(too_much, connection_.wire()).code, "invalid_amount");

  auto release = follow_up(TOLLGATE_OPERATION_VOID, authorize, authorized, 500);
  EXPECT_EQ(card_.run(release, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  release.attempt = 2;
  EXPECT_EQ(card_.run(release, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(acquirer_.effects_of(release.operation_id), "released 500; duplicate");

  auto over = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 300);
  EXPECT_EQ(card_.run(over, connection_.wire()).code, "invalid_amount");
  auto rest = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 299);
  EXPECT_EQ(card_.run(rest, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
}

TEST_F(AcquirerTest, AReleaseSurvivesAKill) {
  auto authorize = request(TOLLGATE_OPERATION_AUTHORIZE, kApproved);
  const auto authorized = card_.run(authorize, connection_.wire());
  auto release = follow_up(TOLLGATE_OPERATION_VOID, authorize, authorized, 500);
  EXPECT_EQ(card_.run(release, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  acquirer_.kill_and_restart();
  FrameConnection connection(acquirer_.port(), card_);
  auto over = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 1500);
  EXPECT_EQ(card_.run(over, connection.wire()).code, "invalid_amount");
  auto capture = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 1499);
  EXPECT_EQ(card_.run(capture, connection.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
}

TEST_F(AcquirerTest, EachDeclineCardIsDeclinedWithItsCode) {
  const std::pair<const char*, const char*> rows[] = {
      {"05", "do_not_honor"},   {"14", "incorrect_number"},
      {"41", "lost_or_stolen"}, {"51", "insufficient_funds"},
      {"54", "expired_card"},   {"57", "restricted_card"},
      {"59", "fraud"},          {"61", "limit_exceeded"},
      {"91", "try_again_later"}};
  for (const auto& [channel_code, code] : rows) {
    const std::string number = std::string("400000") + channel_code + "00000000";
    auto sale = request(TOLLGATE_OPERATION_SALE, number);
    const auto outcome = card_.run(sale, connection_.wire());
    EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_DECLINED) << channel_code;
    EXPECT_EQ(outcome.code, code);
    EXPECT_EQ(outcome.channel_code, channel_code);
    EXPECT_EQ(acquirer_.effects_of(sale.operation_id), "none");
  }
}

TEST_F(AcquirerTest, AnAmountDecidesWhereThereIsNoCard) {
  auto authorize = request(TOLLGATE_OPERATION_AUTHORIZE, kApproved);
  authorize.minor = 2'000'000;
  const auto authorized = card_.run(authorize, connection_.wire());
  auto capture = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 905'142);
  EXPECT_EQ(card_.run(capture, connection_.wire()).code, "insufficient_funds");
  EXPECT_EQ(acquirer_.effects_of(capture.operation_id), "none");
}

TEST_F(AcquirerTest, PartialApprovalHoldsHalf) {
  auto authorize = request(TOLLGATE_OPERATION_AUTHORIZE, kPartial);
  const auto outcome = card_.run(authorize, connection_.wire());
  ASSERT_EQ(outcome.kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(outcome.approved_minor, 999);
  EXPECT_EQ(acquirer_.effects_of(authorize.operation_id), "authorized 999");
}

// The heart of recovery: whatever went wrong, one reversal that is answered leaves no effect.
TEST_F(AcquirerTest, AnUnknownOutcomeIsUndoneByAVoid) {
  struct Row {
    const char* card_number;
    const char* effects;  // of the sale; empty: it never reached the books
    const char* undone;
    bool drops;
  };
  const Row rows[] = {{kSilent, "captured 1999", "reversed 1999", false},
                      {kSilentBefore, "", "none", false},
                      {kLate, "captured 1999", "reversed 1999", false},
                      {kGarbage, "captured 1999", "reversed 1999", false},
                      {kDropAfter, "captured 1999", "reversed 1999", true},
                      {kDropBefore, "", "none", true}};
  for (const Row& row : rows) {
    FrameConnection connection(acquirer_.port(), card_);
    auto sale = request(TOLLGATE_OPERATION_SALE, row.card_number);
    const auto outcome = card_.run(sale, [&](const tollgate_message& message) {
      return row.drops ? connection.exchange(message) : send_only(connection, message);
    });
    EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_UNKNOWN) << row.card_number;
    EXPECT_EQ(connection.closed(), row.drops);

    FrameConnection again(acquirer_.port(), card_);
    auto undo = follow_up(TOLLGATE_OPERATION_VOID, sale, outcome, 0);
    const auto undone = card_.run(undo, row.drops ? again.wire() : connection.wire());
    EXPECT_EQ(undone.kind, TOLLGATE_OUTCOME_APPROVED) << row.card_number;
    EXPECT_EQ(acquirer_.effects_of(sale.operation_id), row.effects) << row.card_number;
    EXPECT_EQ(acquirer_.effects_of(undo.operation_id), row.undone) << row.card_number;
  }
}

TEST_F(AcquirerTest, AnOriginalThatComesAfterItsReversalIsRefused) {
  auto sale = request(TOLLGATE_OPERATION_SALE, kApproved);
  auto undo = follow_up(TOLLGATE_OPERATION_VOID, sale, {}, 0);
  EXPECT_EQ(card_.run(undo, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  const auto late = card_.run(sale, connection_.wire());
  EXPECT_EQ(late.kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(acquirer_.effects_of(sale.operation_id), "none");
}

TEST_F(AcquirerTest, ARepeatedAdviceHasOneEffect) {
  auto authorize = request(TOLLGATE_OPERATION_AUTHORIZE, kApproved);
  const auto authorized = card_.run(authorize, connection_.wire());
  auto capture = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 1999);
  const auto first = card_.run(capture, connection_.wire());
  capture.attempt = 2;
  const auto second = card_.run(capture, connection_.wire());
  EXPECT_EQ(first.kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(second.kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(first.authorization_code, second.authorization_code);
  EXPECT_EQ(acquirer_.effects_of(capture.operation_id), "captured 1999; duplicate");
}

TEST_F(AcquirerTest, AReversalIsRepeatedUntilAnswered) {
  auto sale = request(TOLLGATE_OPERATION_SALE, kApproved);
  const auto sold = card_.run(sale, connection_.wire());
  auto undo = follow_up(TOLLGATE_OPERATION_VOID, sale, sold, 0);
  const std::string order = nlohmann::json{
      {"type", "042"},
      {"operation_id", undo.operation_id},
      {"times", 2},
      {"answer", "96"}}.dump();
  ASSERT_FALSE(acquirer_.control("POST", "/faults", order).contains("error"));
  for (undo.attempt = 1; undo.attempt <= 2; ++undo.attempt) {
    EXPECT_EQ(card_.run(undo, connection_.wire()).kind, TOLLGATE_OUTCOME_UNKNOWN);
  }
  EXPECT_EQ(card_.run(undo, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(acquirer_.effects_of(undo.operation_id), "reversed 1999");
  EXPECT_EQ(acquirer_.journal_of(undo.operation_id)[0]["type"], "0421");
}

TEST_F(AcquirerTest, ASecondAnswerIsAnswerToNothing) {
  auto first = request(TOLLGATE_OPERATION_SALE, kTwice);
  EXPECT_EQ(card_.run(first, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  auto second = request(TOLLGATE_OPERATION_SALE, kApproved);
  EXPECT_EQ(card_.run(second, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(connection_.unmatched(), 1);
}

TEST_F(AcquirerTest, TheBooksSurviveAKill) {
  auto authorize = request(TOLLGATE_OPERATION_AUTHORIZE, kApproved);
  const auto authorized = card_.run(authorize, connection_.wire());
  auto capture = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 1999);
  EXPECT_EQ(card_.run(capture, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);

  acquirer_.kill_and_restart();
  FrameConnection connection(acquirer_.port(), card_);
  capture.attempt = 2;
  EXPECT_EQ(card_.run(capture, connection.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(acquirer_.effects_of(capture.operation_id), "captured 1999; duplicate");
  auto again = follow_up(TOLLGATE_OPERATION_CAPTURE, authorize, authorized, 1);
  EXPECT_EQ(card_.run(again, connection.wire()).code, "invalid_amount");
}

TEST_F(AcquirerTest, TheJournalHoldsNoCardNumber) {
  auto sale = request(TOLLGATE_OPERATION_SALE, kApproved);
  sale.cvc = "737";
  (void)card_.run(sale, connection_.wire());
  const auto lines = acquirer_.journal_of(sale.operation_id);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["card"], "4242");
  EXPECT_EQ(lines[0].dump().find("42424"), std::string::npos);
  EXPECT_EQ(lines[0].dump().find("737"), std::string::npos);
}

TEST_F(AcquirerTest, ThousandsInFlightOnOneConnectionAreAllAnswered) {
  constexpr std::size_t kCount = 5'000;
  std::set<std::string> waiting;
  for (std::size_t i = 0; i < kCount; ++i) {
    auto sale = request(TOLLGATE_OPERATION_SALE, kSlow);
    (void)card_.run(sale, [&](const tollgate_message& message) {
      waiting.insert(copy(message.frame->correlation_key));
      return send_only(connection_, message);
    });
  }
  ASSERT_EQ(waiting.size(), kCount);
  while (!waiting.empty()) {
    const auto frame = connection_.receive(kPatienceMs);
    ASSERT_TRUE(frame) << waiting.size() << " are still waiting";
    std::string key;
    ASSERT_EQ(card_.correlate(*frame, key), TOLLGATE_FRAME_REPLY);
    ASSERT_EQ(waiting.erase(key), 1u) << key;
  }
  EXPECT_EQ(acquirer_.control("GET", "/state")["entries"], kCount);
}

class SignOnTest : public AcquirerTest {
 protected:
  SignOnTest() : AcquirerTest({"--require-sign-on"}) {}
};

TEST_F(SignOnTest, SessionOperationsOpenAndCloseTheConnection) {
  auto early = request(TOLLGATE_OPERATION_SALE, kApproved);
  EXPECT_EQ(card_.run(early, connection_.wire()).channel_code, "96");
  for (const auto kind : {TOLLGATE_OPERATION_SIGN_ON, TOLLGATE_OPERATION_ECHO}) {
    auto session = request(kind);
    EXPECT_EQ(card_.run(session, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  }
  auto sale = request(TOLLGATE_OPERATION_SALE, kApproved);
  EXPECT_EQ(card_.run(sale, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  auto sign_off = request(TOLLGATE_OPERATION_SIGN_OFF);
  EXPECT_EQ(card_.run(sign_off, connection_.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  auto after = request(TOLLGATE_OPERATION_SALE, kApproved);
  EXPECT_EQ(card_.run(after, connection_.wire()).channel_code, "96");
}

TEST_F(AcquirerTest, TheControlDoorRefusesByName) {
  for (const char* body : {"{", "[]", R"({"fault":"fire"})", R"({"colour":"red"})",
                           R"({"times":-1})", R"({"answer":"1234"})", R"({"times":true})"}) {
    EXPECT_TRUE(acquirer_.control("POST", "/faults", body).contains("error")) << body;
  }
  EXPECT_TRUE(acquirer_.control("GET", "/nothing").contains("error"));
  EXPECT_TRUE(acquirer_.control("GET", "/faults")["faults"].empty());
}

}  // namespace
}  // namespace tollgate::test
