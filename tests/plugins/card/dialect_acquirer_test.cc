// The built card.so and the simulated acquirer speaking each dialect over TCP, and past each other.
#include <gtest/gtest.h>

#include "tests/plugins/card/settings_json.h"
#include "tests/plugins/support/acquirer_process.h"
#include "tests/plugins/support/frame_connection.h"
#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::test {
namespace {

constexpr std::uint32_t kDialectPatienceMs = 30'000;

TestRequest sale_of(const std::string& operation_id) {
  TestRequest request;
  request.kind = TOLLGATE_OPERATION_SALE;
  request.operation_id = operation_id;
  request.card_number = "4242424242424242";
  request.cvc = "737";
  return request;
}

class DialectAcquirerTest : public testing::TestWithParam<const char*> {};

TEST_P(DialectAcquirerTest, SellsAndReverses) {
  const AcquirerProcess acquirer({"--dialect", GetParam()});
  const LoadedChannel card("card", card_settings({"127.0.0.1:1"}, kDialectPatienceMs, GetParam()));
  ASSERT_NE(card.channel(), nullptr) << card.sentence();
  FrameConnection connection(acquirer.port(), card);
  TestRequest sign_on;
  sign_on.kind = TOLLGATE_OPERATION_SIGN_ON;
  EXPECT_EQ(card.run(sign_on, connection.wire()).kind, TOLLGATE_OUTCOME_APPROVED);

  auto sale = sale_of("op_sale");
  const auto sold = card.run(sale, connection.wire());
  ASSERT_EQ(sold.kind, TOLLGATE_OUTCOME_APPROVED) << sold.message;
  TestRequest undo;
  undo.kind = TOLLGATE_OPERATION_VOID;
  undo.operation_id = "op_void";
  undo.sequence = 2;
  undo.minor = 0;
  undo.original = TestOriginal{.kind = sale.kind, .minor = sale.minor, .data = sold.data};
  EXPECT_EQ(card.run(undo, connection.wire()).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(acquirer.effects_of("op_sale"), "captured 1999");
  EXPECT_EQ(acquirer.effects_of("op_void"), "reversed 1999");
}

INSTANTIATE_TEST_SUITE_P(Each, DialectAcquirerTest, testing::Values("ascii", "ascii_hex", "bcd"));

TEST(DialectAcquirer, WhoSpeaksAnotherDialectIsNotUnderstood) {
  const AcquirerProcess acquirer({"--dialect", "bcd"});
  const LoadedChannel card("card", card_settings({"127.0.0.1:1"}, 500, "ascii"));
  FrameConnection connection(acquirer.port(), card);
  auto sale = sale_of("op_1");
  EXPECT_EQ(card.run(sale, connection.wire()).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(acquirer.control("GET", "/state")["malformed"], 1);
  EXPECT_TRUE(acquirer.journal_of("op_1").empty());
}

}  // namespace
}  // namespace tollgate::test
