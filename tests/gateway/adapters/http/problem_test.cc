#include "gateway/adapters/http/problem.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

namespace tollgate::http {
namespace {

using nlohmann::json;

TEST(ProblemTypes, EveryRowIsComplete) {
  const std::set<std::string_view> categories = {"request",    "authentication", "decline",
                                                 "permission", "conflict",       "rate_limit",
                                                 "channel",    "gateway"};
  std::set<std::string_view> codes;
  int last_status = 0;
  for (const ProblemType& type : problem_types()) {
    EXPECT_TRUE(codes.insert(type.code).second) << type.code << " stands twice";
    EXPECT_GE(type.status, last_status) << type.code << " is out of order";
    EXPECT_TRUE(categories.contains(type.category)) << type.code;
    EXPECT_FALSE(type.title.empty()) << type.code;
    EXPECT_TRUE(type.next_step.ends_with('.')) << type.code;
    last_status = type.status;
  }
}

// The public table of codes, from the API's conventions.
TEST(ProblemTypes, HasEveryPublishedCode) {
  const std::map<int, std::vector<std::string_view>> published = {
      {400,
       {"malformed_json", "parameter_missing", "parameter_invalid", "parameter_unknown",
        "content_digest_mismatch", "idempotency_key_missing", "unsupported_api_version"}},
      {401,
       {"signature_missing", "signature_invalid", "key_unknown", "key_revoked",
        "timestamp_out_of_window", "nonce_replayed"}},
      {402,
       {"card_declined", "insufficient_funds", "expired_card", "incorrect_cvc", "incorrect_number",
        "authentication_required", "authentication_failed", "issuer_unavailable",
        "wallet_declined"}},
      {403,
       {"permission_denied", "ip_not_allowed", "merchant_suspended", "risk_blocked",
        "sanctions_blocked"}},
      {404, {"resource_not_found"}},
      {405, {"method_not_allowed"}},
      {406, {"not_acceptable"}},
      {409,
       {"idempotency_in_progress", "lock_timeout", "payment_state_conflict",
        "duplicate_merchant_reference"}},
      {413, {"payload_too_large"}},
      {415, {"unsupported_media_type"}},
      {422,
       {"idempotency_key_reused", "amount_invalid", "currency_not_supported",
        "amount_exceeds_capturable", "amount_exceeds_refundable", "capture_window_expired",
        "fx_quote_expired", "balance_insufficient", "beneficiary_invalid"}},
      {429, {"rate_limited", "quota_exceeded"}},
      {431, {"header_too_large"}},
      {500, {"internal_error"}},
      {502, {"channel_bad_response"}},
      {503, {"channel_unavailable", "service_unavailable"}}};
  for (const auto& [status, codes] : published)
    for (const std::string_view code : codes) EXPECT_EQ(problem_type(code).status, status) << code;
}

TEST(Problem, HasTheMembersOfItsTypeAndItsOwn) {
  Problem problem("card_declined", "Ask the payer for another card.");
  problem.instance = "/v1/payments/pay_1";
  problem.decline_code = "do_not_honor";
  problem.request_id = "req_1";
  problem.payment_id = "pay_1";
  problem.channel = ProblemChannel{"05", "do not honor"};
  const HttpResponse response = to_response(problem);
  EXPECT_EQ(response.status, 402);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(json::parse(response.body),
            json::parse(R"({"type": "/docs/errors#card_declined", "title": "The card was declined",
              "status": 402, "detail": "Ask the payer for another card.",
              "instance": "/v1/payments/pay_1", "code": "card_declined", "category": "decline",
              "decline_code": "do_not_honor", "retryable": false, "request_id": "req_1",
              "payment_id": "pay_1", "channel": {"code": "05", "message": "do not honor"}})"));
}

TEST(Problem, NamesEveryParameter) {
  Problem problem("parameter_invalid", "Correct the named parameters.");
  problem.errors = {{"amount", "amount_invalid", "Send a positive integer."},
                    {"currency", "currency_not_supported", "Use EUR."}};
  const json body = json::parse(to_response(problem).body);
  EXPECT_EQ(body["errors"][1]["param"], "currency");
  EXPECT_EQ(body["errors"].size(), 2u);
  EXPECT_FALSE(body.contains("param"));
}

TEST(Problem, AlwaysSaysWhatToDoNext) {
  for (const ProblemType& type : problem_types()) {
    Problem problem(type.code);
    problem.param = "x";
    const json body = json::parse(to_response(problem).body);
    EXPECT_EQ(body["detail"], std::string(type.next_step));
    EXPECT_EQ(body["retryable"], type.retryable);
  }
}

TEST(Problem, SendsRetryAfterAndWwwAuthenticate) {
  Problem busy("idempotency_in_progress");
  busy.retry_after_s = 1;
  EXPECT_THAT(to_response(busy).headers, testing::ElementsAre(testing::Pair("Retry-After", "1")));
  EXPECT_THAT(to_response(Problem("key_unknown")).headers,
              testing::ElementsAre(testing::Pair("WWW-Authenticate", "Signature")));
}

TEST(Problem, MendsTextThatIsNotUtf8) {
  const json body = json::parse(to_response(Problem("malformed_json", "bad \xff byte")).body);
  EXPECT_EQ(body["detail"], "bad \xef\xbf\xbd byte");
}

TEST(ProblemDeathTest, RefusesWhatTheTableDoesNotKnow) {
  EXPECT_DEATH(to_response(Problem("no_such_code")), "kTypes");
  EXPECT_DEATH(to_response(Problem("parameter_missing")), "names_param");
}

}  // namespace
}  // namespace tollgate::http
