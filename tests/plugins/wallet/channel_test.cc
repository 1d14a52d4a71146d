// The wallet's channel through its C contract: what it sends, and what it makes of the answers.
#include <deque>

#include "tests/plugins/support/loaded_channel.h"
#include "tests/plugins/wallet/wallet_side.h"

namespace tollgate::wallet {
namespace {

using Json = nlohmann::json;
using test::LoadedChannel;
using test::TestOriginal;
using test::TestOutcome;
using test::TestRequest;
using test::WireReply;

constexpr tollgate_money kYuan = {0, "CNY", 156, 2};
constexpr std::int64_t kMinute = 60'000'000;

Json order(Json more = {}) {
  Json content = {{"code", "10000"},
                  {"msg", "Success"},
                  {"out_trade_no", "op_1"},
                  {"trade_no", "2026112100001"}};
  if (more.is_object()) content.update(more);
  return content;
}
Json refused(const std::string& sub_code) {
  return {
      {"code", "40004"}, {"msg", "Business Failed"}, {"sub_code", sub_code}, {"sub_msg", "No."}};
}

class WalletChannelTest : public ::testing::Test {
 protected:
  static TestRequest request(tollgate_operation_kind kind) {
    TestRequest request;
    request.kind = kind;
    request.money = kYuan;
    request.description = "Two teas";
    return request;
  }
  static TestRequest sale() { return request(TOLLGATE_OPERATION_SALE); }
  static TestRequest scanned(const std::string& code = "2800000000000000001") {
    TestRequest scanned = sale();
    scanned.metadata = {{"wallet_auth_code", code}};
    return scanned;
  }
  // About a sale with the id op_1; where it is pending, as `before` left it.
  static TestRequest about(tollgate_operation_kind kind, const TestOutcome& before = {}) {
    TestRequest asked = request(kind);
    asked.operation_id = "op_2";
    asked.time_unix_us += kMinute;
    asked.original = TestOriginal{.kind = TOLLGATE_OPERATION_SALE,
                                  .outcome_kind = before.kind,
                                  .operation_id = "op_1",
                                  .minor = 1999,
                                  .channel_reference = before.channel_reference,
                                  .data = before.data};
    return asked;
  }

  // Runs it; each message is answered with the next content, and silence where there is none left.
  TestOutcome run(TestRequest asked, std::deque<Json> answers) {
    sent_.clear();
    return channel_.run(asked, [&](const tollgate_message& message) -> WireReply {
      EXPECT_EQ(test::copy(message.http->url), "https://wallet.example/gateway.do");
      sent_.push_back(*decode_form(test::copy(message.http->body)));
      if (answers.empty()) return {};
      const Json content = answers.front();
      answers.pop_front();
      return {TOLLGATE_WIRE_OK, answer_body(sent_.back()["method"], content), 200};
    });
  }
  Json content_sent(std::size_t at = 0) const {
    return Json::parse(sent_.at(at).at("biz_content"));
  }
  std::string methods_sent() const {
    std::string all;
    for (const auto& sent : sent_) all += sent.at("method").substr(13) + " ";
    return all;
  }
  TestOutcome shown_code() { return run(sale(), {order({{"qr_code", "https://w.example/1"}})}); }

  const LoadedChannel channel_{"wallet", plain_settings().dump()};
  std::vector<Parameters> sent_;
};

TEST_F(WalletChannelTest, SignsWhatItSends) {
  (void)run(sale(), {});
  Parameters sent = sent_.front();
  EXPECT_EQ(sent["app_id"], "2026000000000001");
  EXPECT_EQ(sent["timestamp"], "2026-11-21 20:30:00");
  EXPECT_EQ(sent["sign_type"], "RSA2");
  EXPECT_EQ(sent["notify_url"], "https://pay.example/v1/notify/tollgate.wallet/main");
  const std::string sign = sent["sign"];
  sent.erase("sign");
  EXPECT_TRUE(PublicKey::parse(key_file("merchant_public.pem"))->verifies(signed_text(sent), sign));
  EXPECT_EQ(content_sent(), (Json{{"out_trade_no", "op_1"},
                                  {"total_amount", "19.99"},
                                  {"subject", "Two teas"},
                                  {"time_expire", "2026-11-21 20:45:00"}}));
}

TEST_F(WalletChannelTest, ShowsACodeAndWaits) {
  const TestOutcome outcome = shown_code();
  EXPECT_EQ(methods_sent(), "precreate ");
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_PENDING);
  EXPECT_EQ(outcome.action, TOLLGATE_NEXT_ACTION_DISPLAY_QR_CODE);
  EXPECT_TRUE(outcome.action_text.starts_with("00020101021226410014example.wallet0119https://"));
  EXPECT_EQ(outcome.action_expires_at_unix_us, test::kTimeUnixUs + 15 * kMinute);
}

TEST_F(WalletChannelTest, SendsThePayerToAPageWithoutSendingAnything) {
  TestRequest asked = sale();
  asked.metadata = {{"wallet_presentation", "redirect"}, {"wallet_return_url", "https://shop/x"}};
  const TestOutcome outcome = run(asked, {});
  EXPECT_TRUE(sent_.empty());
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_PENDING);
  EXPECT_EQ(outcome.action, TOLLGATE_NEXT_ACTION_REDIRECT_TO_URL);
  const std::string start = "https://wallet.example/gateway.do?";
  ASSERT_TRUE(outcome.action_text.starts_with(start));
  Parameters page = *decode_form(outcome.action_text.substr(start.size()));
  EXPECT_EQ(page["method"], "alipay.trade.page.pay");
  EXPECT_EQ(page["return_url"], "https://shop/x");
  const std::string sign = page["sign"];
  page.erase("sign");
  EXPECT_TRUE(PublicKey::parse(key_file("merchant_public.pem"))->verifies(signed_text(page), sign));
  asked.metadata[1].second = "https://shop/" + std::string(480, '?');
  EXPECT_EQ(run(asked, {}).kind, TOLLGATE_OUTCOME_NOT_SENT);
}

TEST_F(WalletChannelTest, ChargesAPayersCode) {
  const TestOutcome paid = run(scanned(), {order({{"total_amount", "19.99"}})});
  EXPECT_EQ(methods_sent(), "pay ");
  EXPECT_EQ(content_sent()["auth_code"], "2800000000000000001");
  EXPECT_EQ(content_sent()["time_expire"], "2026-11-21 20:32:00");
  EXPECT_EQ(paid.kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(paid.channel_reference, "2026112100001");

  const TestOutcome waits = run(scanned(), {order({{"code", "10003"}})});
  EXPECT_EQ(waits.kind, TOLLGATE_OUTCOME_PENDING);
  EXPECT_EQ(waits.action, TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION);
  EXPECT_EQ(waits.action_expires_at_unix_us, test::kTimeUnixUs + kMinute);

  const TestOutcome broke = run(scanned(), {refused("ACQ.BUYER_BALANCE_NOT_ENOUGH")});
  EXPECT_EQ(broke.kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(broke.code, "insufficient_funds");
  EXPECT_EQ(broke.channel_code, "ACQ.BUYER_BALANCE_NOT_ENOUGH");
  EXPECT_TRUE(run(scanned(), {refused("ACQ.PAYMENT_FAIL")}).retryable);
  EXPECT_FALSE(run(scanned(), {refused("ACQ.PAYMENT_AUTH_CODE_INVALID")}).retryable);
}

TEST_F(WalletChannelTest, TakesNoOddMetadata) {
  for (const char* code : {"", "28", "280000000000000000x", "28 000000000000000"})
    EXPECT_EQ(run(scanned(code), {}).code, "unusable_request") << code;
  EXPECT_TRUE(sent_.empty());
  TestRequest asked = sale();
  asked.metadata = {{"wallet_presentation", "smoke"}};
  EXPECT_EQ(run(asked, {}).kind, TOLLGATE_OUTCOME_NOT_SENT);
}

TEST_F(WalletChannelTest, BelievesOnlyWhatItUnderstands) {
  for (const Json& content :
       {order({{"total_amount", "19.98"}}), order({{"total_amount", 19.99}}), order(),
        order({{"total_amount", "19.99"}, {"out_trade_no", "op_9"}}),
        Json{{"code", "10000"}, {"total_amount", "19.99"}}, Json{{"code", "20000"}},
        refused("ACQ.SYSTEM_ERROR"), refused("ACQ.SOMETHING_NEW"), Json::object()})
    EXPECT_EQ(run(scanned(), {content}).kind, TOLLGATE_OUTCOME_UNKNOWN) << content;
  EXPECT_EQ(run(scanned(), {}).code, "no_reply");
  // A code that is too long for a payload of EMVCo: shown to nobody.
  const Json long_code = order({{"qr_code", "https://w.example/" + std::string(80, '1')}});
  EXPECT_EQ(run(sale(), {long_code}).kind, TOLLGATE_OUTCOME_UNKNOWN);
}

TEST_F(WalletChannelTest, BelievesNothingThatTheWalletDidNotSign) {
  const std::string good = answer_body("alipay.trade.pay", order({{"total_amount", "19.99"}}));
  const std::string declined =
      answer_body("alipay.trade.pay", refused("ACQ.BUYER_BALANCE_NOT_ENOUGH"));
  const auto give = [&](const std::string& body, std::int32_t status) {
    TestRequest asked = scanned();
    return channel_.run(asked, [&](const tollgate_message&) -> WireReply {
      return {TOLLGATE_WIRE_OK, body, status};
    });
  };
  EXPECT_EQ(give(good, 200).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(give(good, 502).kind, TOLLGATE_OUTCOME_UNKNOWN);
  for (std::string body : {good, declined}) {
    body.replace(body.find("\"sign\":\"") + 8, 1, "!");
    EXPECT_EQ(give(body, 200).kind, TOLLGATE_OUTCOME_UNKNOWN);
  }
  std::string other_amount = good;
  other_amount.replace(other_amount.find("2026112100001"), 13, "2026112100002");
  EXPECT_EQ(give(other_amount, 200).kind, TOLLGATE_OUTCOME_UNKNOWN);
}

TEST_F(WalletChannelTest, AsksWhatBecameOfAnOrder) {
  const Json paid = order({{"trade_status", "TRADE_SUCCESS"}, {"total_amount", "19.99"}});
  EXPECT_EQ(run(about(TOLLGATE_OPERATION_QUERY), {paid}).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(content_sent(), (Json{{"out_trade_no", "op_1"}}));
  EXPECT_FALSE(sent_.front().contains("notify_url"));
  const Json closed = order({{"trade_status", "TRADE_CLOSED"}, {"total_amount", "19.99"}});
  EXPECT_EQ(run(about(TOLLGATE_OPERATION_QUERY), {closed}).code, "order_closed");
  const TestOutcome gone = run(about(TOLLGATE_OPERATION_QUERY), {refused("ACQ.TRADE_NOT_EXIST")});
  EXPECT_EQ(gone.kind, TOLLGATE_OUTCOME_NOT_SENT);
  EXPECT_EQ(gone.code, "not_found");
  for (const Json& content :
       {order({{"trade_status", "TRADE_SUCCESS"}, {"total_amount", "1.00"}}),
        order({{"trade_status", "TRADE_SUCCESS"}, {"out_trade_no", "op_9"}}),
        order({{"trade_status", "ASLEEP"}}), Json{{"code", "40002"}}, refused("ACQ.SYSTEM_ERROR")})
    EXPECT_EQ(run(about(TOLLGATE_OPERATION_QUERY), {content}).kind, TOLLGATE_OUTCOME_UNKNOWN);
}

// Nobody has scanned the code yet, so the wallet has no order: the payer still may.
TEST_F(WalletChannelTest, GoesOnWaitingForAPayerWhoHasNotCome) {
  const TestOutcome shown = shown_code();
  const auto same_as_shown = [&](const TestOutcome& outcome) {
    return outcome.kind == TOLLGATE_OUTCOME_PENDING && outcome.action == shown.action &&
           outcome.action_text == shown.action_text && outcome.data == shown.data &&
           outcome.action_expires_at_unix_us == shown.action_expires_at_unix_us;
  };
  EXPECT_TRUE(
      same_as_shown(run(about(TOLLGATE_OPERATION_QUERY, shown), {refused("ACQ.TRADE_NOT_EXIST")})));
  EXPECT_TRUE(same_as_shown(
      run(about(TOLLGATE_OPERATION_QUERY, shown), {order({{"trade_status", "WAIT_BUYER_PAY"}})})));
  TestRequest redirect = sale();
  redirect.metadata = {{"wallet_presentation", "redirect"}};
  const TestOutcome sent = run(redirect, {});
  const TestOutcome again =
      run(about(TOLLGATE_OPERATION_QUERY, sent), {refused("ACQ.TRADE_NOT_EXIST")});
  EXPECT_EQ(again.action_text, sent.action_text);
}

TEST_F(WalletChannelTest, WaitsForThePayerOfALostAnswerUntilTheSameMoment) {
  const TestOutcome outcome =
      run(about(TOLLGATE_OPERATION_QUERY), {order({{"trade_status", "WAIT_BUYER_PAY"}})});
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_PENDING);
  EXPECT_EQ(outcome.action, TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION);
  EXPECT_EQ(outcome.action_expires_at_unix_us, test::kTimeUnixUs + kMinute);
}

TEST_F(WalletChannelTest, ClosesAnOrderThatWaitsAndCancelsAnyOther) {
  const TestOutcome shown = shown_code();
  EXPECT_EQ(run(about(TOLLGATE_OPERATION_VOID, shown), {order()}).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(methods_sent(), "close ");
  EXPECT_EQ(run(about(TOLLGATE_OPERATION_VOID, shown),
                {refused("ACQ.TRADE_STATUS_ERROR"), order({{"action", "refund"}})})
                .kind,
            TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(methods_sent(), "close cancel ");
  EXPECT_EQ(run(about(TOLLGATE_OPERATION_VOID), {order({{"action", "close"}})}).kind,
            TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(methods_sent(), "cancel ");
  EXPECT_EQ(run(about(TOLLGATE_OPERATION_VOID), {refused("ACQ.TRADE_NOT_EXIST")}).kind,
            TOLLGATE_OUTCOME_APPROVED);
}

TEST_F(WalletChannelTest, IsNotSureOfACancelThatIsToBeRepeated) {
  Json again = refused("ACQ.SYSTEM_ERROR");
  again["retry_flag"] = "Y";
  EXPECT_EQ(run(about(TOLLGATE_OPERATION_VOID), {again}).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(run(about(TOLLGATE_OPERATION_VOID), {order({{"retry_flag", "Y"}})}).kind,
            TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(run(about(TOLLGATE_OPERATION_VOID), {refused("ACQ.SELLER_BALANCE_NOT_ENOUGH")}).kind,
            TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(run(about(TOLLGATE_OPERATION_VOID), {Json{{"code", "10000"}}}).kind,
            TOLLGATE_OUTCOME_UNKNOWN);
}

TEST_F(WalletChannelTest, RefundsOnceHoweverOftenItAsks) {
  TestRequest refund = about(TOLLGATE_OPERATION_REFUND);
  refund.minor = 500;
  const Json moved = order({{"fund_change", "Y"}, {"refund_fee", "5.00"}});
  EXPECT_EQ(run(refund, {moved}).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(
      content_sent(),
      (Json{{"out_trade_no", "op_1"}, {"out_request_no", "op_2"}, {"refund_amount", "5.00"}}));
  const Json nothing_moved = order({{"fund_change", "N"}});
  const Json known = order(
      {{"out_request_no", "op_2"}, {"refund_status", "REFUND_SUCCESS"}, {"refund_amount", "5.00"}});
  EXPECT_EQ(run(refund, {nothing_moved, known}).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(methods_sent(), "refund fastpay.refund.query ");
  for (const auto& [name, value] :
       {std::pair{"out_request_no", "op_3"}, std::pair{"refund_amount", "4.00"},
        std::pair{"refund_status", ""}}) {
    Json odd = known;
    odd[name] = value;
    EXPECT_EQ(run(refund, {nothing_moved, odd}).kind, TOLLGATE_OUTCOME_UNKNOWN) << name;
  }
  EXPECT_EQ(run(refund, {nothing_moved}).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(run(refund, {refused("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")}).code, "invalid_amount");
  refund.attempt = 2;  // the first may have been taken
  EXPECT_EQ(run(refund, {Json{{"code", "40002"}}}).kind, TOLLGATE_OUTCOME_UNKNOWN);
}

}  // namespace
}  // namespace tollgate::wallet
