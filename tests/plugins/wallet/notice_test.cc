#include "plugins/wallet/notice.h"

#include "tests/plugins/wallet/wallet_side.h"

namespace tollgate::wallet {
namespace {

class WalletNotice : public ::testing::Test {
 protected:
  static Parameters paid() {
    return {{"app_id", "2026000000000001"},
            {"notify_id", "n1"},
            {"notify_type", "trade_status_sync"},
            {"out_trade_no", "op_1"},
            {"trade_no", "2026112100001"},
            {"trade_status", "TRADE_SUCCESS"},
            {"total_amount", "19.99"},
            {"subject", "Tea & \xe8\x8c\xb6"}};
  }
  static Parameters with(const std::string& name, const std::string& value) {
    Parameters told = paid();
    told[name] = value;
    return told;
  }
  sdk::Reading read(const std::string& body) const {
    tollgate_notification raw{};
    raw.size = sizeof raw;
    raw.body = {body.data(), body.size()};
    return read_notice(*settings_, sdk::Notification(raw));
  }
  sdk::Reading read(Parameters told) const { return read(notice_body(std::move(told))); }

  std::string problem_;
  const std::unique_ptr<const Settings> settings_ =
      read_settings(plain_settings().dump(), problem_);
};

TEST_F(WalletNotice, TellsThatAnOrderIsPaidAndHowMuch) {
  const sdk::Reading reading = read(paid());
  ASSERT_EQ(reading.verdict, TOLLGATE_VERDICT_ACCEPTED) << reading.sentence;
  EXPECT_EQ(reading.event_id, "n1");
  EXPECT_EQ(reading.answer->body, "success");
  ASSERT_EQ(reading.reports.size(), 1U);
  const sdk::Report& report = reading.reports.front();
  EXPECT_EQ(report.operation_id, "op_1");
  EXPECT_EQ(report.outcome.kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(report.outcome.channel_reference, "2026112100001");
  EXPECT_EQ(report.amount->minor, 1999);
  EXPECT_STREQ(report.amount->currency, "CNY");
  EXPECT_EQ(read(with("trade_status", "TRADE_FINISHED")).reports.size(), 1U);
}

TEST_F(WalletNotice, TellsThatAnOrderWasClosedUnpaid) {
  const sdk::Reading reading = read(with("trade_status", "TRADE_CLOSED"));
  ASSERT_EQ(reading.reports.size(), 1U);
  EXPECT_EQ(reading.reports.front().outcome.kind, TOLLGATE_OUTCOME_DECLINED);
}

// A trade that was refunded whole is closed as well: that the sale failed would be a lie.
TEST_F(WalletNotice, TellsNothingOfAnOrderThatWasRefunded) {
  for (const char* status : {"TRADE_CLOSED", "TRADE_SUCCESS"})
    for (const char* sign_of_it : {"refund_fee", "gmt_refund"}) {
      Parameters told = with("trade_status", status);
      told[sign_of_it] = "19.99";
      const sdk::Reading reading = read(told);
      EXPECT_EQ(reading.verdict, TOLLGATE_VERDICT_ACCEPTED);
      EXPECT_TRUE(reading.reports.empty()) << status << sign_of_it;
    }
}

TEST_F(WalletNotice, TellsNothingOfWhatItDoesNotUnderstand) {
  EXPECT_TRUE(read(with("trade_status", "WAIT_BUYER_PAY")).reports.empty());
  EXPECT_TRUE(read(with("trade_status", "TRADE_SLEEPING")).reports.empty());
  EXPECT_TRUE(read(with("total_amount", "19.999")).reports.empty());
  EXPECT_TRUE(read(with("out_trade_no", "")).reports.empty());
}

TEST_F(WalletNotice, IsRefusedWithAnotherSignature) {
  Parameters forged = paid();
  forged["sign"] = *PrivateKey::parse(key_file("merchant.pem"))->sign(signed_text(paid()));
  forged["sign_type"] = "RSA2";
  EXPECT_EQ(read(encode_form(forged)).answer->body, "fail");
  Parameters none = paid();
  none["sign_type"] = "RSA2";
  EXPECT_EQ(read(encode_form(none)).sentence, "It has no sign.");
  std::string other_type = notice_body(paid());
  other_type.replace(other_type.find("RSA2"), 4, "RSA1");
  EXPECT_EQ(read(other_type).sentence, "Its sign_type is not RSA2.");
  EXPECT_EQ(read(notice_body(paid()) + "&a=1").sentence, "Its sign does not hold.");
}

TEST_F(WalletNotice, IsRefusedForAnotherApplicationOrWithoutAnId) {
  EXPECT_EQ(read(with("app_id", "2026000000000002")).sentence,
            "It is for another application of the wallet.");
  EXPECT_EQ(read(with("notify_id", "")).verdict, TOLLGATE_VERDICT_REFUSED);
  EXPECT_EQ(read(with("notify_id", std::string(129, 'n'))).verdict, TOLLGATE_VERDICT_REFUSED);
}

}  // namespace
}  // namespace tollgate::wallet
