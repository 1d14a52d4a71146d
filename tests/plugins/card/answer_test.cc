#include "plugins/card/answer.h"

#include <gtest/gtest.h>

#include "plugins/card/codec.h"
#include "plugins/card/compose.h"
#include "plugins/card/correlation.h"
#include "tests/plugins/support/request.h"

namespace tollgate::card {
namespace {

class AnswerTest : public testing::Test {
 protected:
  AnswerTest() {
    test_request_.card_number = "4242424242424242";
    test_request_.original = test::TestOriginal{.minor = 1999};
    settings_.acquirer_id = "123456";
    settings_.terminal_id = "TERM0001";
    settings_.merchant_id = "MERCHANT0000001";
    settings_.merchant_category_code = "5732";
  }

  sdk::Request request() { return sdk::Request(test_request_.c()); }
  Message sent() { return *compose(settings_, request()); }

  // What an honest acquirer would answer.
  Message answer(const std::string& code) {
    const Message question = sent();
    Message answer(*answer_type(question.type()));
    for (const int number : {3, 4, 7, 11, 32, 37, 41, 49}) {
      answer.set(number, std::string(question.get(number)));
    }
    answer.set(39, code);
    answer.set(38, "A00001");
    return answer;
  }

  sdk::Outcome read_bytes(std::string bytes) {
    sdk::Reply reply;
    reply.status = TOLLGATE_WIRE_OK;
    reply.body = std::move(bytes);
    return read_answer(settings_, request(), sent(), reply);
  }
  sdk::Outcome read(const Message& message) {
    std::string problem;
    return read_bytes(*encode(*settings_.dialect, message, problem));
  }
  sdk::Outcome read_code(const std::string& code) { return read(answer(code)); }

  test::TestRequest test_request_;
  Settings settings_;
};

TEST_F(AnswerTest, ApprovalCarriesTheNamesOfTheTransaction) {
  Message approval = answer("00");
  approval.set(37, "RRN123456789");
  const auto outcome = read(approval);
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(outcome.channel_reference, "RRN123456789");
  EXPECT_EQ(outcome.authorization_code, "A00001");
  EXPECT_EQ(outcome.channel_code, "00");
  EXPECT_FALSE(outcome.approved_amount);
  const sdk::Pairs names = {{"de7", "1121123000"},
                            {"de11", "000001"},
                            {"de32", "123456"},
                            {"de37", "RRN123456789"},
                            {"de41", "TERM0001"}};
  EXPECT_EQ(outcome.data, names);
}

TEST_F(AnswerTest, DeclineCarriesBothCodes) {
  const auto outcome = read_code("51");
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(outcome.code, "insufficient_funds");
  EXPECT_EQ(outcome.channel_code, "51");
  EXPECT_FALSE(outcome.retryable);
}

TEST_F(AnswerTest, RetryLaterIsARetryableDecline) {
  EXPECT_EQ(read_code("91").kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_TRUE(read_code("96").retryable);
}

TEST_F(AnswerTest, NeitherYesNorNoIsUnknown) {
  for (const char* code : {"68", "99", "ZZ"}) {
    EXPECT_EQ(read_code(code).kind, TOLLGATE_OUTCOME_UNKNOWN) << code;
    EXPECT_EQ(read_code(code).channel_code, code);
  }
  Message silent("0110");
  for (const int number : {7, 11, 32, 41}) silent.set(number, std::string(sent().get(number)));
  EXPECT_EQ(read(silent).kind, TOLLGATE_OUTCOME_UNKNOWN);  // no element 39 at all
}

TEST_F(AnswerTest, PartialApprovalIsTheAmountOfTheAnswer) {
  Message partial = answer("10");
  partial.set(4, "000000000999");
  const auto outcome = read(partial);
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_APPROVED);
  ASSERT_TRUE(outcome.approved_amount);
  EXPECT_EQ(outcome.approved_amount->minor, 999);
  EXPECT_STREQ(outcome.approved_amount->currency, "EUR");
}

TEST_F(AnswerTest, APartThatCannotBeIsUnknown) {
  for (const char* amount : {"000000000000", "000000001999", "000000002000", "999999999999"}) {
    Message partial = answer("10");
    partial.set(4, amount);
    EXPECT_EQ(read(partial).kind, TOLLGATE_OUTCOME_UNKNOWN) << amount;
  }
  test_request_.kind = TOLLGATE_OPERATION_REFUND;
  Message partial = answer("10");
  partial.set(4, "000000000999");
  EXPECT_EQ(read(partial).kind, TOLLGATE_OUTCOME_UNKNOWN);
}

// A decline with another operation's content was believed, while the acquirer had captured.
TEST_F(AnswerTest, AnAnswerAboutSomethingElseIsUnknownWhateverItSays) {
  const std::pair<int, std::string> others[] = {{2, "4000000000000002"},
                                                {3, "200000"},
                                                {4, "000000001998"},
                                                {42, "MERCHANT0000002"},
                                                {49, "840"}};
  for (const auto& [number, value] : others) {
    for (const char* code : {"00", "05", "91", "94"}) {
      Message other = answer(code);
      other.set(number, value);
      const auto outcome = read(other);
      EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_UNKNOWN) << number << " " << code;
      EXPECT_EQ(outcome.code, TOLLGATE_CODE_BAD_RESPONSE) << number << " " << code;
    }
  }
}

TEST_F(AnswerTest, AnAnswerAboutAnotherOriginalIsUnknown) {
  test_request_.kind = TOLLGATE_OPERATION_CAPTURE;
  for (const char* code : {"00", "05", "94"}) {
    Message other = answer(code);
    other.set(90, "010000000911211230000000012345600000000000");
    EXPECT_EQ(read(other).kind, TOLLGATE_OUTCOME_UNKNOWN) << code;
  }
}

// Else an advice to such an acquirer would be repeated for ever.
TEST_F(AnswerTest, AnAcquirerMayAddWhatWasNotSent) {
  test_request_.kind = TOLLGATE_OPERATION_CAPTURE;
  Message more = answer("00");
  more.set(2, "4242424242424242");
  EXPECT_EQ(read(more).kind, TOLLGATE_OUTCOME_APPROVED);
}

TEST_F(AnswerTest, AnAcquirerMayFillInTheAccounts) {
  Message filled = answer("00");
  filled.set(3, "002030");
  EXPECT_EQ(read(filled).kind, TOLLGATE_OUTCOME_APPROVED);
}

TEST_F(AnswerTest, AnswerToAnotherMessageIsUnknown) {
  const std::pair<int, std::string> others[] = {
      {7, "1121123001"}, {11, "000002"}, {32, "123457"}, {41, "TERM0002"}};
  for (const auto& [number, value] : others) {
    Message other = answer("00");
    other.set(number, value);
    EXPECT_EQ(read(other).kind, TOLLGATE_OUTCOME_UNKNOWN) << number;
  }
  const Message approval = answer("00");
  Message other_type("0210");
  for (const auto& [number, value] : approval.elements()) other_type.set(number, value);
  EXPECT_EQ(read(other_type).kind, TOLLGATE_OUTCOME_UNKNOWN);
}

TEST_F(AnswerTest, GarbageIsUnknown) {
  for (const std::string bytes : {"", "0110", "HTTP/1.1 200 OK", "\xff\xff\xff\xff"}) {
    EXPECT_EQ(read_bytes(bytes).kind, TOLLGATE_OUTCOME_UNKNOWN);
    EXPECT_EQ(read_bytes(bytes).code, "channel_bad_response");
  }
}

TEST_F(AnswerTest, EveryCutOfAnApprovalIsUnknown) {
  std::string problem;
  const std::string whole = *encode(*settings_.dialect, answer("00"), problem);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_EQ(read_bytes(whole.substr(0, size)).kind, TOLLGATE_OUTCOME_UNKNOWN) << size;
  }
}

TEST_F(AnswerTest, TheWireDecidesBetweenNotSentAndUnknown) {
  const std::pair<tollgate_wire_status, tollgate_outcome_kind> rows[] = {
      {TOLLGATE_WIRE_NOT_SENT, TOLLGATE_OUTCOME_NOT_SENT},
      {TOLLGATE_WIRE_NO_REPLY, TOLLGATE_OUTCOME_UNKNOWN},
      {TOLLGATE_WIRE_CLOSED, TOLLGATE_OUTCOME_UNKNOWN},
      {TOLLGATE_WIRE_STATUS_UNKNOWN, TOLLGATE_OUTCOME_UNKNOWN},
      {77, TOLLGATE_OUTCOME_UNKNOWN}};
  for (const auto& [status, kind] : rows) {
    sdk::Reply reply;
    reply.status = status;
    EXPECT_EQ(read_answer(settings_, request(), sent(), reply).kind, kind) << status;
  }
}

// An advice that is not taken is repeated; one that had been taken before is done.
TEST_F(AnswerTest, AdvicesAreRepeatedUntilTaken) {
  for (const auto kind : {TOLLGATE_OPERATION_CAPTURE, TOLLGATE_OPERATION_VOID}) {
    test_request_.kind = kind;
    EXPECT_EQ(read_code("00").kind, TOLLGATE_OUTCOME_APPROVED);
    EXPECT_EQ(read_code("94").kind, TOLLGATE_OUTCOME_APPROVED);
    EXPECT_EQ(read_code("91").kind, TOLLGATE_OUTCOME_UNKNOWN);
    EXPECT_EQ(read_code("96").kind, TOLLGATE_OUTCOME_UNKNOWN);
    EXPECT_EQ(read_code("13").kind, TOLLGATE_OUTCOME_DECLINED);
  }
}

TEST_F(AnswerTest, ADuplicateIsADeclineOnlyInAFirstAttempt) {
  EXPECT_EQ(read_code("94").kind, TOLLGATE_OUTCOME_DECLINED);
  test_request_.attempt = 2;
  EXPECT_EQ(read_code("94").kind, TOLLGATE_OUTCOME_UNKNOWN);
}

}  // namespace
}  // namespace tollgate::card
