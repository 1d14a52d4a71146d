// The cross-border channel through its C contract: what it sends, what it makes of the answers,
// whom it believes, and who is kept out.
#include <gtest/gtest.h>

#include "plugins/crossborder/signature.h"
#include "tests/plugins/crossborder/sample.h"
#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::crossborder {
namespace {

using test::copy;
using test::TestOriginal;
using test::TestOutcome;
using test::TestRequest;
using test::WireReply;

constexpr std::int64_t kNow = test::kTimeUnixUs / 1'000'000;

class CrossborderTest : public ::testing::Test {
 protected:
  TestOutcome run(TestRequest request, const std::string& answer, std::int32_t status = 200) {
    sent_ = 0;
    return channel_.run(request, [&](const tollgate_message& message) -> WireReply {
      ++sent_;
      method_ = copy(message.http->method);
      url_ = copy(message.http->url);
      body_ = copy(message.http->body);
      for (std::size_t i = 0; i < message.http->header_count; ++i)
        if (copy(message.http->headers[i].key) == "Bank-Signature")
          signature_ = copy(message.http->headers[i].value);
      return {TOLLGATE_WIRE_OK, answer, status};
    });
  }
  static TestRequest collection() {
    TestRequest request;
    request.kind = TOLLGATE_OPERATION_SALE;
    request.counterparty = payer();
    request.merchant_reference = "order-7";
    request.description = "Two coffees";
    return request;
  }
  static TestRequest payout_request() {
    TestRequest request;
    request.kind = TOLLGATE_OPERATION_PAYOUT;
    request.counterparty = payee();
    request.purpose = "SUPP";
    request.money = {0, "USD", 840, 2};
    return request;
  }
  static TestRequest question() {
    TestRequest request;
    request.kind = TOLLGATE_OPERATION_QUERY;
    request.minor = 0;
    request.original = TestOriginal{.kind = TOLLGATE_OPERATION_SALE, .minor = 1999};
    return request;
  }
  TestOutcome collect(const std::string& status, const std::string& inside = "") {
    return run(collection(), status_report("op_1", status, inside));
  }

  // What the message says at a path below CstmrCdtTrfInitn/PmtInf.
  template <class... Names>
  std::string in_payment(Names... names) const {
    std::string problem;
    const auto document = parse(body_, problem);
    EXPECT_TRUE(document) << problem;
    if (!document) return problem;
    return std::string(document->root().at("CstmrCdtTrfInitn", "PmtInf", names...).text());
  }

  const test::LoadedChannel channel_{"crossborder", kSettingsJson};
  std::string method_, url_, body_, signature_;
  int sent_ = 0;
};

TEST_F(CrossborderTest, CollectsFromThePayer) {
  EXPECT_EQ(collect("ACSP").kind, TOLLGATE_OUTCOME_PENDING);
  EXPECT_EQ(method_ + " " + url_, "POST https://bank.example/iso20022/payments");
  EXPECT_FALSE(refuse_signature(kSecret, body_, signature_, kNow));
  EXPECT_EQ(in_payment("DbtrAcct", "Id", "IBAN"), kPayerIban);
  EXPECT_EQ(in_payment("DbtrAgt", "FinInstnId", "BICFI"), "NWBKGB2L");
  EXPECT_EQ(in_payment("PmtInfId"), "S-op_1");
  EXPECT_EQ(in_payment("ReqdExctnDt", "Dt"), "2026-11-21");
  EXPECT_EQ(in_payment("CdtTrfTxInf", "CdtrAcct", "Id", "IBAN"), kOwnIban);
  EXPECT_EQ(in_payment("CdtTrfTxInf", "Cdtr", "Nm"), "Sandbox Shop GmbH");
  EXPECT_EQ(in_payment("CdtTrfTxInf", "Amt", "InstdAmt"), "19.99");
  EXPECT_EQ(in_payment("CdtTrfTxInf", "PmtId", "EndToEndId"), "op_1");
  EXPECT_EQ(in_payment("CdtTrfTxInf", "PmtId", "UETR"), uetr_of("op_1"));
  EXPECT_EQ(in_payment("CdtTrfTxInf", "Purp", "Cd"), "GDDS");
  EXPECT_EQ(in_payment("CdtTrfTxInf", "RmtInf", "Ustrd"), "order-7 Two coffees");
}

TEST_F(CrossborderTest, PaysOutToAnAccountWithoutAnIban) {
  EXPECT_EQ(run(payout_request(), status_report("op_1", "ACCC")).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(in_payment("DbtrAcct", "Id", "IBAN"), kOwnIban);
  EXPECT_EQ(in_payment("CdtTrfTxInf", "Cdtr", "Nm"), "Acme Parts & Co");
  EXPECT_EQ(in_payment("CdtTrfTxInf", "CdtrAcct", "Id", "Othr", "Id"), "123-456.789");
  EXPECT_EQ(in_payment("CdtTrfTxInf", "CdtrAgt", "FinInstnId", "BICFI"), "CHASUS33");
  EXPECT_EQ(in_payment("CdtTrfTxInf", "Amt", "InstdAmt", "@Ccy"), "USD");
  EXPECT_EQ(in_payment("CdtTrfTxInf", "Purp", "Cd"), "SUPP");
}

TEST_F(CrossborderTest, GivesBackToThePayer) {
  TestRequest request = collection();
  request.kind = TOLLGATE_OPERATION_REFUND;
  request.minor = 500;
  request.original = TestOriginal{.kind = TOLLGATE_OPERATION_SALE, .minor = 1999};
  EXPECT_EQ(run(request, status_report("op_1", "ACSC")).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(in_payment("DbtrAcct", "Id", "IBAN"), kOwnIban);
  EXPECT_EQ(in_payment("CdtTrfTxInf", "CdtrAcct", "Id", "IBAN"), kPayerIban);
  EXPECT_EQ(in_payment("CdtTrfTxInf", "Amt", "InstdAmt"), "5.00");
  EXPECT_EQ(in_payment("CdtTrfTxInf", "RmtInf", "Ustrd"),
            "Refund of op_original order-7 Two coffees");
}

TEST_F(CrossborderTest, ARepeatHasTheSameBytes) {
  (void)collect("ACSP");
  const std::string first = body_ + signature_;
  TestRequest again = collection();
  again.attempt = 7;
  (void)run(again, "");
  EXPECT_EQ(body_ + signature_, first);
}

TEST_F(CrossborderTest, BelievesOnlyAStatusOfThisInstruction) {
  EXPECT_EQ(collect("ACSC").kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(collect("ACSC", original_amount("EUR", "19.99")).kind, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(collect("ACSC", original_amount("EUR", "19.98")).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(collect("ACSC", original_amount("USD", "19.99")).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(collect("GOOD").kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(run(collection(), status_report("op_2", "ACSC")).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(run(collection(), status_report("op_1", "ACSC"), 500).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(run(collection(), advice(entry("op_1", "EUR", "19.99"))).kind,
            TOLLGATE_OUTCOME_UNKNOWN);
  std::string other_uetr = status_report("op_1", "ACSC");
  other_uetr.replace(other_uetr.find(uetr_of("op_1")), 36, uetr_of("op_2"));
  EXPECT_EQ(run(collection(), other_uetr).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(run(collection(), "<!DOCTYPE x>" + status_report("op_1", "RJCT")).kind,
            TOLLGATE_OUTCOME_UNKNOWN);
}

TEST_F(CrossborderTest, TellsWhyItWasRejected) {
  const auto funds = collect("RJCT", rejection("AM04", "No funds"));
  EXPECT_EQ(funds.kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(funds.code, "insufficient_funds");
  EXPECT_EQ(funds.channel_code, "AM04");
  EXPECT_EQ(funds.message, "No funds");
  EXPECT_TRUE(funds.retryable);
  EXPECT_EQ(collect("RJCT", rejection("AC01", "")).code, "beneficiary_invalid");
  EXPECT_EQ(collect("RJCT", rejection("ZZ99", "")).code, "do_not_honor");
  EXPECT_EQ(collect("CANC").kind, TOLLGATE_OUTCOME_DECLINED);
  // The message that was there before may have been ours: a question decides.
  EXPECT_EQ(collect("RJCT", rejection("AM05", "")).kind, TOLLGATE_OUTCOME_UNKNOWN);
  EXPECT_EQ(collect("RJCT", rejection("DUPL", "")).kind, TOLLGATE_OUTCOME_UNKNOWN);
}

TEST_F(CrossborderTest, AsksByTheOriginalsReference) {
  EXPECT_EQ(
      run(question(), status_report("op_original", "ACSC", original_amount("EUR", "19.99"))).kind,
      TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(method_ + " " + url_, "GET https://bank.example/iso20022/payments/op_original");
  EXPECT_FALSE(refuse_signature(kSecret, "GET /payments/op_original", signature_, kNow));
  const auto missing = run(question(), "", 404);
  EXPECT_EQ(missing.kind, TOLLGATE_OUTCOME_NOT_SENT);
  EXPECT_EQ(missing.code, "not_found");
  EXPECT_EQ(run(question(), status_report("op_1", "ACSC")).kind, TOLLGATE_OUTCOME_UNKNOWN);
}

TEST_F(CrossborderTest, SendsNothingThatIsWrong) {
  const auto refused = [&](const std::string& key, const std::string& value) {
    TestRequest request = collection();
    if (key == "payer.iban") request.counterparty->iban = value;
    if (key == "payer.bic") request.counterparty->bic = value;
    if (key == "payer.name") request.counterparty->name = value;
    if (key == "purpose") request.purpose = value;
    const auto outcome = run(request, status_report("op_1", "ACSC"));
    EXPECT_EQ(sent_, 0) << key << "=" << value;
    EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_DECLINED) << key << "=" << value;
    EXPECT_NE(outcome.message.find(key), std::string::npos) << outcome.message;
    return outcome.code;
  };
  EXPECT_EQ(refused("payer.iban", "GB28NWBK60161331926819"), "payer_invalid");
  EXPECT_EQ(refused("payer.bic", "NWBKGB2"), "payer_invalid");
  EXPECT_EQ(refused("payer.name", ""), "payer_invalid");
  EXPECT_EQ(refused("payer.name", std::string(141, 'x')), "payer_invalid");
  EXPECT_EQ(refused("payer.name", "Ada\nLovelace"), "payer_invalid");
  EXPECT_EQ(refused("purpose", "ZZZZ"), "format_error");
  TestRequest nobody = collection();
  nobody.counterparty.reset();
  EXPECT_EQ(run(nobody, "").code, "payer_invalid");
  EXPECT_EQ(sent_, 0);
  TestRequest no_bic = payout_request();
  no_bic.counterparty->bic.clear();
  EXPECT_EQ(run(no_bic, "").code, "beneficiary_invalid");
  TestRequest long_id = collection();
  long_id.operation_id = std::string(34, 'x');
  EXPECT_EQ(run(long_id, "").kind, TOLLGATE_OUTCOME_NOT_SENT);
  EXPECT_EQ(sent_, 0);
}

TEST_F(CrossborderTest, KeepsListedPartiesOut) {
  for (const char* name : {"Ivan Drago", "IVAN  DRAGO", "Drago, Ivan", "the siberian express"}) {
    for (const auto kind : {TOLLGATE_OPERATION_SALE, TOLLGATE_OPERATION_PAYOUT}) {
      TestRequest request = kind == TOLLGATE_OPERATION_SALE ? collection() : payout_request();
      request.counterparty->name = name;
      const auto outcome = run(request, status_report("op_1", "ACSC"));
      EXPECT_EQ(sent_, 0) << name;
      EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_DECLINED) << name;
      EXPECT_EQ(outcome.code, "sanctions_blocked");
      EXPECT_EQ(outcome.message.find("Drago"), std::string::npos);
      EXPECT_EQ(outcome.message.find("list"), std::string::npos);
      EXPECT_EQ(outcome.data.back(),
                (std::pair<std::string, std::string>("screening_entry", "L-1")));
    }
  }
  // A name that cannot be judged does not pass either.
  TestRequest odd = collection();
  odd.counterparty->name = "...";
  EXPECT_EQ(run(odd, status_report("op_1", "ACSC")).code, "sanctions_blocked");
  EXPECT_EQ(sent_, 0);
}

TEST(CrossborderCreation, NamesTheSettingThatIsWrong) {
  const test::LoadedChannel channel("crossborder", "{}");
  EXPECT_EQ(channel.channel(), nullptr);
  EXPECT_NE(channel.sentence().find("base_url"), std::string::npos);
}

}  // namespace
}  // namespace tollgate::crossborder
