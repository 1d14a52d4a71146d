// The built card.so through its C contract: what it says of itself, and the bytes it sends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plugins/card/settings_json.h"
#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kNumber[] = "4242424242424242";

class CardChannelTest : public testing::Test {
 protected:
  // Elements 7, 11, 12, 13 and 37 of kTimeUnixUs and sequence 1 are written out in the bytes.
  static TestRequest purchase(tollgate_operation_kind kind) {
    TestRequest request;
    request.kind = kind;
    request.card_number = kNumber;
    request.cvc = "737";
    return request;
  }
  static TestRequest follow_up(tollgate_operation_kind kind, tollgate_operation_kind original) {
    TestRequest request;
    request.kind = kind;
    request.minor = 1500;
    request.sequence = 2;
    request.original = TestOriginal{.kind = original, .minor = 1999};
    return request;
  }

  LoadedChannel card_{"card", card_settings({"127.0.0.1:5000"})};
};

// Bits 2 3 4 7 11 12 13 14 18 22 25 32 37 41 42 48 49.
const std::string kPurchaseBitmap("\x72\x3c\x44\x81\x08\xc1\x80\x00", 8);
const std::string kPurchaseBody =
    "164242424242424242"
    "000000"
    "000000001999"
    "1121123000"
    "000001"
    "123000"
    "1121"
    "2908"
    "5732"
    "012"
    "59"
    "06123456"
    "000000000001"
    "TERM0001"
    "MERCHANT0000001"
    "0150104op_19203737"
    "978";

TEST_F(CardChannelTest, AuthorizeIs0100) {
  EXPECT_EQ(first_frame(card_, purchase(TOLLGATE_OPERATION_AUTHORIZE)),
            "0100" + kPurchaseBitmap + kPurchaseBody);
}

TEST_F(CardChannelTest, WhatThreeDSecureSaidFollowsTheCardInElement48) {
  auto request = purchase(TOLLGATE_OPERATION_AUTHORIZE);
  request.authentication.emplace();
  EXPECT_THAT(first_frame(card_, request),
              HasSubstr("1070104op_192037376001Y6102056228AAABBZEEBgAAAAAAAAQGAAAAAAA="
                        "6336c0a80101-5f2b-4a8b-9c3d-0123456789ab64052.2.0978"));
  request.authentication->transaction_status = "U";
  request.authentication->eci.clear();
  request.authentication->cavv.clear();
  EXPECT_THAT(first_frame(card_, request),
              HasSubstr("0104op_192037376001U6336c0a80101-5f2b-4a8b-9c3d-0123456789ab64052.2.0"));
}

TEST_F(CardChannelTest, SaleIs0200) {
  EXPECT_EQ(first_frame(card_, purchase(TOLLGATE_OPERATION_SALE)),
            "0200" + kPurchaseBitmap + kPurchaseBody);
}

// Bits 1 3 4 7 11 12 13 18 22 25 32 37 41 42 48 49 | 90; with 38 when the code is known.
const std::string kFollowUpBitmap("\xb2\x38\x44\x81\x08\xc1\x80\x00\0\0\0\x40\0\0\0\0", 16);
const std::string kFollowUpBitmapWith38("\xb2\x38\x44\x81\x0c\xc1\x80\x00\0\0\0\x40\0\0\0\0", 16);
const std::string kMiddle =
    "1121123000"
    "000002"
    "123000"
    "1121"
    "5732"
    "012"
    "59"
    "06123456"
    "000000000001";
const std::string kEnd =
    "TERM0001"
    "MERCHANT0000001"
    "0080104op_1"
    "978";

std::string original_data(const std::string& type) {
  return type +
         "000001"
         "1121123000"
         "00000123456"
         "00000000000";
}

TEST_F(CardChannelTest, CaptureIsAnAdviceThatNamesItsOriginal) {
  auto request = follow_up(TOLLGATE_OPERATION_CAPTURE, TOLLGATE_OPERATION_AUTHORIZE);
  request.original->authorization_code = "A12345";
  const std::string rest = kFollowUpBitmapWith38 +
                           "000000"
                           "000000001500" +
                           kMiddle + "A12345" + kEnd + original_data("0100");
  EXPECT_EQ(first_frame(card_, request), "0220" + rest);
  request.attempt = 2;
  EXPECT_EQ(first_frame(card_, request), "0221" + rest);
}

TEST_F(CardChannelTest, VoidOfAnUnknownOriginalIsAReversalAdviceForItsWholeAmount) {
  auto request = follow_up(TOLLGATE_OPERATION_VOID, TOLLGATE_OPERATION_AUTHORIZE);
  request.minor = 0;
  const std::string rest = kFollowUpBitmap +
                           "000000"
                           "000000001999" +
                           kMiddle + kEnd + original_data("0100");
  EXPECT_EQ(first_frame(card_, request), "0420" + rest);
  request.attempt = 7;
  EXPECT_EQ(first_frame(card_, request), "0421" + rest);
}

// Bit 95 besides; element 4 stays the original's amount.
TEST_F(CardChannelTest, VoidOfAPartOfAHoldNamesWhatRemains) {
  const std::string bitmap("\xb2\x38\x44\x81\x08\xc1\x80\x00\0\0\0\x42\0\0\0\0", 16);
  const auto request = follow_up(TOLLGATE_OPERATION_VOID, TOLLGATE_OPERATION_AUTHORIZE);
  EXPECT_EQ(first_frame(card_, request), "0420" + bitmap +
                                             "000000"
                                             "000000001999" +
                                             kMiddle + kEnd + original_data("0100") +
                                             "000000000499"
                                             "000000000000"
                                             "C00000000"
                                             "C00000000");
}

TEST_F(CardChannelTest, VoidOfAllOfAHoldOrMoreIsWhole) {
  auto request = follow_up(TOLLGATE_OPERATION_VOID, TOLLGATE_OPERATION_AUTHORIZE);
  for (const std::int64_t minor : {0, 1999, 2000}) {
    request.minor = minor;
    EXPECT_THAT(first_frame(card_, request), testing::EndsWith(original_data("0100"))) << minor;
  }
}

TEST_F(CardChannelTest, VoidNamesTheTypeItsOriginalHad) {
  const std::pair<tollgate_operation_kind, std::string> types[] = {
      {TOLLGATE_OPERATION_AUTHORIZE, "0100"},
      {TOLLGATE_OPERATION_SALE, "0200"},
      {TOLLGATE_OPERATION_REFUND, "0200"},
      {TOLLGATE_OPERATION_CAPTURE, "0220"}};
  for (const auto& [kind, type] : types) {
    auto request = follow_up(TOLLGATE_OPERATION_VOID, kind);
    request.minor = 0;
    EXPECT_THAT(first_frame(card_, request), testing::EndsWith(original_data(type)));
  }
}

TEST_F(CardChannelTest, RefundIs0200WithItsProcessingCode) {
  const auto request = follow_up(TOLLGATE_OPERATION_REFUND, TOLLGATE_OPERATION_SALE);
  EXPECT_EQ(first_frame(card_, request), "0200" + kFollowUpBitmap +
                                             "200000"
                                             "000000001500" +
                                             kMiddle + kEnd + original_data("0200"));
}

TEST_F(CardChannelTest, AnOriginalIsNamedAsItWasSentEvenIfTheSettingsHaveChangedSince) {
  auto request = follow_up(TOLLGATE_OPERATION_VOID, TOLLGATE_OPERATION_SALE);
  request.minor = 0;
  request.original->data = {{"de7", "1120235959"},
                            {"de11", "000777"},
                            {"de32", "99"},
                            {"de37", "RRN000000001"},
                            {"de41", "TERM0009"}};
  const std::string bytes = first_frame(card_, request);
  EXPECT_THAT(bytes, testing::EndsWith("0200"
                                       "000777"
                                       "1120235959"
                                       "00000000099"
                                       "00000000000"));
  EXPECT_THAT(bytes, HasSubstr("0299"
                               "RRN000000001"
                               "TERM0009"));
}

TEST_F(CardChannelTest, NetworkManagementIs0800) {
  const std::string bitmap("\x82\x20\x00\x01\x00\x80\x00\x00\x04\0\0\0\0\0\0\0", 16);
  const std::pair<tollgate_operation_kind, std::string> codes[] = {
      {TOLLGATE_OPERATION_SIGN_ON, "001"},
      {TOLLGATE_OPERATION_SIGN_OFF, "002"},
      {TOLLGATE_OPERATION_ECHO, "301"}};
  for (const auto& [kind, code] : codes) {
    TestRequest request;
    request.kind = kind;
    EXPECT_EQ(first_frame(card_, request), "0800" + bitmap +
                                               "1121123000"
                                               "000001"
                                               "06123456"
                                               "TERM0001" +
                                               code);
  }
}

TEST_F(CardChannelTest, WhatCannotBeSentIsNotSent) {
  TestRequest no_card;
  TestRequest no_original;
  no_original.kind = TOLLGATE_OPERATION_CAPTURE;
  auto too_much = purchase(TOLLGATE_OPERATION_SALE);
  too_much.minor = 1'000'000'000'000;
  auto no_number = purchase(TOLLGATE_OPERATION_SALE);
  no_number.card_number = "4242 4242";
  auto part_of_a_sale = follow_up(TOLLGATE_OPERATION_VOID, TOLLGATE_OPERATION_SALE);
  TestRequest query;
  query.kind = TOLLGATE_OPERATION_QUERY;
  for (TestRequest* request :
       {&no_card, &no_original, &too_much, &no_number, &part_of_a_sale, &query}) {
    const auto outcome = card_.run(*request, [](const tollgate_message&) -> WireReply {
      ADD_FAILURE() << "a message was sent";
      return {};
    });
    EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_NOT_SENT);
    EXPECT_EQ(outcome.code, request == &query ? "unsupported_operation" : "unusable_request");
    EXPECT_THAT(outcome.message, Not(HasSubstr("4242")));
  }
}

TEST_F(CardChannelTest, ARequestGivesTheSameBytesEveryTime) {
  const auto request = purchase(TOLLGATE_OPERATION_AUTHORIZE);
  const LoadedChannel other("card", card_settings({"127.0.0.1:5000"}));
  EXPECT_EQ(first_frame(card_, request), first_frame(other, request));
}

TEST_F(CardChannelTest, DeclaresRecoveryForEachOperation) {
  std::map<tollgate_operation_kind, tollgate_recovery> recovery;
  std::map<tollgate_operation_kind, std::uint32_t> flags;
  const tollgate_descriptor& descriptor = *card_.entry().descriptor;
  for (std::size_t i = 0; i < descriptor.operation_count; ++i) {
    recovery[descriptor.operations[i]->kind] = descriptor.operations[i]->recovery;
    flags[descriptor.operations[i]->kind] = descriptor.operations[i]->flags;
  }
  for (const auto kind : {TOLLGATE_OPERATION_AUTHORIZE, TOLLGATE_OPERATION_SALE}) {
    EXPECT_EQ(recovery[kind], TOLLGATE_RECOVERY_REVERSIBLE);
    EXPECT_EQ(flags[kind], std::uint32_t{TOLLGATE_NEEDS_CARD});
  }
  EXPECT_EQ(recovery[TOLLGATE_OPERATION_REFUND], TOLLGATE_RECOVERY_REVERSIBLE);
  for (const auto kind : {TOLLGATE_OPERATION_CAPTURE, TOLLGATE_OPERATION_VOID}) {
    EXPECT_EQ(recovery[kind], TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE);
    EXPECT_EQ(flags[kind] & TOLLGATE_NEEDS_CARD, 0u);  // the number stays in the vault
    EXPECT_EQ(flags[kind] & TOLLGATE_TAKES_PARTIAL, std::uint32_t{TOLLGATE_TAKES_PARTIAL});
  }
}

TEST_F(CardChannelTest, DeclaresItsWireAndSession) {
  ASSERT_NE(card_.framing(), nullptr);
  EXPECT_EQ(copy(card_.framing()->addresses[0]), "127.0.0.1:5000");
  EXPECT_EQ(card_.framing()->length_size, 2u);
  ASSERT_NE(card_.session(), nullptr);
  ASSERT_EQ(card_.session()->on_connect_count, 1u);
  EXPECT_EQ(card_.session()->on_connect[0], TOLLGATE_OPERATION_SIGN_ON);
  EXPECT_EQ(card_.channel()->ability(card_.channel(), "tollgate.telepathy/1"), nullptr);
}

TEST(CardChannel, RefusesWrongSettingsWithASentence) {
  const LoadedChannel card("card", R"({"addresses": ["127.0.0.1:1"]})");
  EXPECT_EQ(card.channel(), nullptr);
  EXPECT_THAT(card.sentence(), HasSubstr("acquirer_id"));
}

TEST_F(CardChannelTest, SurvivesAbandonment) {
  auto request = purchase(TOLLGATE_OPERATION_SALE);
  tollgate_operation* operation = nullptr;
  ASSERT_NE(card_.channel()->begin(card_.channel(), request.c(), &operation), nullptr);
  ASSERT_NE(operation, nullptr);
  card_.channel()->finish(card_.channel(), operation);  // ASan sees a leak or a double free
}

}  // namespace
}  // namespace tollgate::test
