// The QR wallet's channel through its C contract: what it sends, what it makes of the answers, and
// whom it believes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "plugins/qrpay/signature.h"
#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::test {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kNow = kTimeUnixUs / 1'000'000;
const char* const kSettings = R"({"base_url":"https://wallet.example","account":"shop-1",
  "secret":"s3cret","notify_url":"https://pay.example/v1/notify/tollgate.qrpay/main",
  "presentation":"qr_code"})";

class QrPayTest : public ::testing::Test {
 protected:
  TestOutcome run(TestRequest request, std::int32_t status, const Json& answer) {
    return channel_.run(request, [&](const tollgate_message& message) -> WireReply {
      url_ = copy(message.http->url);
      body_ = copy(message.http->body);
      for (std::size_t i = 0; i < message.http->header_count; ++i)
        if (copy(message.http->headers[i].key) == "Wallet-Signature")
          signature_ = copy(message.http->headers[i].value);
      return {TOLLGATE_WIRE_OK, answer.dump(), status};
    });
  }
  TestOutcome sell(std::int32_t status, const Json& answer) {
    TestRequest request;
    request.kind = TOLLGATE_OPERATION_SALE;
    return run(request, status, answer);
  }
  TestOutcome about_original(tollgate_operation_kind kind, std::int32_t status,
                             const Json& answer) {
    TestRequest request;
    request.kind = kind;
    request.minor = 500;
    request.original = TestOriginal{.kind = TOLLGATE_OPERATION_SALE, .minor = 1999};
    return run(request, status, answer);
  }

  struct Read {
    tollgate_verdict verdict = TOLLGATE_VERDICT_REFUSED;
    std::string event, answer, sentence, operation_id;
    std::int32_t outcome = -1;
    std::int64_t minor = -1;
  };
  Read read(const std::string& body, const std::string& signature) {
    const std::string name = "wallet-signature";
    const tollgate_pair header = {text(name), text(signature)};
    tollgate_notification raw{};
    raw.size = sizeof raw;
    raw.headers = &header;
    raw.header_count = 1;
    raw.body = text(body);
    raw.time_unix_us = kTimeUnixUs;
    const auto* notify = static_cast<const tollgate_notify*>(
        channel_.channel()->ability(channel_.channel(), TOLLGATE_NOTIFY));
    const tollgate_reading* reading = notify->read(channel_.channel(), &raw);
    Read copied;
    copied.verdict = reading->verdict;
    copied.event = copy(reading->event_id);
    copied.answer = copy(reading->answer->body);
    copied.sentence = copy(reading->sentence);
    if (reading->report_count > 0) {
      const tollgate_report& report = *reading->reports[0];
      copied.operation_id = copy(report.operation_id);
      if (report.outcome != nullptr) copied.outcome = report.outcome->kind;
      if (report.amount != nullptr) copied.minor = report.amount->minor;
    }
    notify->release(channel_.channel(), reading);
    return copied;
  }
  Read read(const Json& body) {
    return read(body.dump(), *qrpay::make_signature(qrpay::mac_of("s3cret"), body.dump(), kNow));
  }
  static Json message(const std::string& type) {
    return {{"account", "shop-1"}, {"event", "ev_1"}, {"type", type},     {"reference", "op_1"},
            {"order", "wo_1"},     {"amount", 1999},  {"currency", "EUR"}};
  }

  const LoadedChannel channel_{"qrpay", kSettings};
  std::string url_, body_, signature_;
};

TEST_F(QrPayTest, AsksForAnOrderAndSignsIt) {
  const auto outcome = sell(200, {{"order", "wo_1"},
                                  {"status", "waiting"},
                                  {"qr_code", "wallet:1"},
                                  {"pay_url", "https://w.example/1"}});
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_PENDING);
  EXPECT_EQ(outcome.channel_reference, "wo_1");
  EXPECT_EQ(url_, "https://wallet.example/orders");
  EXPECT_EQ(Json::parse(body_).at("reference"), "op_1");
  EXPECT_EQ(Json::parse(body_).at("amount"), 1999);
  EXPECT_FALSE(qrpay::refuse_signature(qrpay::mac_of("s3cret"), body_, signature_, kNow));
}

TEST_F(QrPayTest, BelievesOnlyWhatItUnderstands) {
  EXPECT_EQ(sell(200, {{"status", "paid"}, {"paid_amount", 1999}}).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(sell(200, {{"status", "failed"}}).kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(sell(409, {{"code", "reference_taken"}}).kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(sell(200, {{"status", "paid"}, {"paid_amount", 1998}}).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(sell(200, {{"status", "reversed"}}).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(sell(200, {{"status", "waiting"}}).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(sell(200, "text").kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(sell(500, {{"status", "paid"}, {"paid_amount", 1999}}).kind, TOLLGATE_OUTCOME_UNKNOWN);
}

TEST_F(QrPayTest, AsksClosesAndGivesBackByTheOriginalsReference) {
  const auto missing = about_original(TOLLGATE_OPERATION_QUERY, 404, {{"code", "x"}});
  EXPECT_EQ(missing.kind, TOLLGATE_OUTCOME_NOT_SENT);
  EXPECT_EQ(missing.code, "not_found");
  EXPECT_EQ(url_, "https://wallet.example/orders/op_original?account=shop-1");
  EXPECT_FALSE(qrpay::refuse_signature(qrpay::mac_of("s3cret"),
                                       "GET /orders/op_original?account=shop-1", signature_, kNow));
  EXPECT_EQ(about_original(TOLLGATE_OPERATION_VOID, 200, {{"status", "closed"}}).kind,
            TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(url_, "https://wallet.example/orders/op_original/close");
  EXPECT_EQ(about_original(TOLLGATE_OPERATION_VOID, 200, {{"status", "waiting"}}).kind,
            TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(about_original(TOLLGATE_OPERATION_REFUND, 200, {{"status", "refunded"}}).kind,
            TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(Json::parse(body_).at("order_reference"), "op_original");
  EXPECT_EQ(about_original(TOLLGATE_OPERATION_REFUND, 409, {{"code", "too_much"}}).kind,
            TOLLGATE_OUTCOME_DECLINED);
}

TEST_F(QrPayTest, BelievesASignedNotificationOfItsOwnAccount) {
  const Read paid = read(message("order.paid"));
  EXPECT_EQ(paid.verdict, TOLLGATE_VERDICT_ACCEPTED);
  EXPECT_EQ(paid.event, "ev_1");
  EXPECT_EQ(paid.answer, "success");
  EXPECT_EQ(paid.operation_id, "op_1");
  EXPECT_EQ(paid.outcome, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(paid.minor, 1999);
  EXPECT_EQ(read(message("order.failed")).outcome, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(read(message("dispute.opened")).outcome, -1);
  EXPECT_EQ(read(message("news.of.tomorrow")).operation_id, "");
}

TEST_F(QrPayTest, RefusesAllElse) {
  const std::string body = message("order.paid").dump();
  EXPECT_EQ(read(body, "").answer, "fail");
  EXPECT_EQ(read(body, *qrpay::make_signature(qrpay::mac_of("other"), body, kNow)).verdict,
            TOLLGATE_VERDICT_REFUSED);
  EXPECT_EQ(read(body + " ", *qrpay::make_signature(qrpay::mac_of("s3cret"), body, kNow)).verdict,
            TOLLGATE_VERDICT_REFUSED);
  EXPECT_EQ(read(body, *qrpay::make_signature(qrpay::mac_of("s3cret"), body, kNow - 3600)).verdict,
            TOLLGATE_VERDICT_REFUSED);
  Json foreign = message("order.paid");
  foreign["account"] = "shop-2";
  EXPECT_EQ(read(foreign).sentence, "It is for another account of the wallet.");
  EXPECT_EQ(read(Json::array()).verdict, TOLLGATE_VERDICT_REFUSED);
}

TEST(QrPaySettings, NamesWhatIsWrong) {
  Json settings = Json::parse(kSettings);
  settings["presentation"] = "smoke";
  EXPECT_NE(LoadedChannel("qrpay", settings.dump()).sentence().find("presentation"),
            std::string::npos);
  settings = Json::parse(kSettings);
  settings.erase("secret");
  EXPECT_NE(LoadedChannel("qrpay", settings.dump()).sentence().find("secret"), std::string::npos);
  settings = Json::parse(kSettings);
  settings["colour"] = "red";
  EXPECT_NE(LoadedChannel("qrpay", settings.dump()).sentence().find("colour"), std::string::npos);
}

}  // namespace
}  // namespace tollgate::test
