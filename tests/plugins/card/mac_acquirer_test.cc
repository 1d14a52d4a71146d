// The built card.so and the simulated acquirer with a key between them: nothing is believed, by
// either, without its message authentication code.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/plugins/card/settings_json.h"
#include "tests/plugins/support/acquirer_process.h"
#include "tests/plugins/support/frame_connection.h"
#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::test {
namespace {

constexpr char kKey[] = "000102030405060708090a0b0c0d0e0f1011";
constexpr char kOtherKey[] = "ff0102030405060708090a0b0c0d0e0f1011";
constexpr char kApprovedCard[] = "4242424242424242";
constexpr char kBadMac[] = "4000010900000002";
constexpr char kNoMac[] = "4000011000000009";

std::string with_key(const std::string& dialect, const std::string& key) {
  auto settings = nlohmann::json::parse(card_settings({"127.0.0.1:1"}, 30'000, dialect));
  settings.update({{"mac_algorithm", "hmac_sha256"}, {"mac_key", key}, {"mac_key_id", "3"}});
  return settings.dump();
}

class MacAcquirerTest : public testing::TestWithParam<const char*> {
 protected:
  static TestRequest sale(const std::string& number, std::uint64_t sequence) {
    TestRequest request;
    request.kind = TOLLGATE_OPERATION_SALE;
    request.sequence = sequence;
    request.operation_id = "op_" + std::to_string(sequence);
    request.card_number = number;
    return request;
  }
  static TestRequest undo(const TestRequest& sale, std::uint64_t sequence) {
    TestRequest request;
    request.kind = TOLLGATE_OPERATION_VOID;
    request.sequence = sequence;
    request.operation_id = "op_" + std::to_string(sequence);
    request.minor = 0;
    request.original =
        TestOriginal{.kind = sale.kind, .minor = sale.minor, .sequence = sale.sequence};
    return request;
  }

  AcquirerProcess acquirer_{{"--dialect", GetParam(), "--mac-key", kKey}};
};

TEST_P(MacAcquirerTest, BothBelieveEachOther) {
  const LoadedChannel card("card", with_key(GetParam(), kKey));
  ASSERT_NE(card.channel(), nullptr) << card.sentence();
  FrameConnection connection(acquirer_.port(), card);
  TestRequest sign_on;
  sign_on.kind = TOLLGATE_OPERATION_SIGN_ON;
  EXPECT_EQ(card.run(sign_on, connection.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  auto request = sale(kApprovedCard, 2);
  EXPECT_EQ(card.run(request, connection.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(acquirer_.effects_of("op_2"), "captured 1999");
}

TEST_P(MacAcquirerTest, AnApprovalWithoutARightCodeIsUnknownAndReversed) {
  const LoadedChannel card("card", with_key(GetParam(), kKey));
  FrameConnection connection(acquirer_.port(), card);
  std::uint64_t sequence = 0;
  for (const char* number : {kBadMac, kNoMac}) {
    auto request = sale(number, ++sequence);
    const auto outcome = card.run(request, connection.wire());
    EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_UNKNOWN) << number;
    EXPECT_EQ(outcome.code, TOLLGATE_CODE_BAD_RESPONSE);
    EXPECT_EQ(acquirer_.effects_of(request.operation_id), "captured 1999");
    auto reversal = undo(request, ++sequence);
    EXPECT_EQ(card.run(reversal, connection.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
    EXPECT_EQ(acquirer_.effects_of(reversal.operation_id), "reversed 1999");
  }
}

TEST_P(MacAcquirerTest, WhoHasAnotherKeyIsRefusedAndHasNoEffect) {
  const LoadedChannel card("card", with_key(GetParam(), kOtherKey));
  FrameConnection connection(acquirer_.port(), card);
  auto request = sale(kApprovedCard, 1);
  // The refusal has a code that does not hold here either, so it is no decline.
  EXPECT_EQ(card.run(request, connection.wire()).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_TRUE(acquirer_.journal_of("op_1").empty());
  EXPECT_EQ(acquirer_.control("GET", "/state")["bad_mac"], 1);
}

TEST_P(MacAcquirerTest, WhoHasNoKeyIsToldToTryLater) {
  const LoadedChannel card("card", card_settings({"127.0.0.1:1"}, 30'000, GetParam()));
  FrameConnection connection(acquirer_.port(), card);
  auto request = sale(kApprovedCard, 1);
  const auto outcome = card.run(request, connection.wire());
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(outcome.channel_code, "63");
  EXPECT_TRUE(outcome.retryable);
  auto reversal = undo(request, 2);
  EXPECT_EQ(card.run(reversal, connection.wire()).kind, TOLLGATE_OUTCOME_UNKNOWN);
}

INSTANTIATE_TEST_SUITE_P(Each, MacAcquirerTest, testing::Values("ascii", "ascii_hex", "bcd"));

}  // namespace
}  // namespace tollgate::test
