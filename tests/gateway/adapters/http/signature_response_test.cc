#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/adapters/http/signature/content_digest.h"
#include "gateway/adapters/http/signature/response_signer.h"
#include "gateway/adapters/http/signature/signature_claim.h"
#include "tests/gateway/adapters/http/signature_test_support.h"

namespace tollgate::http {
namespace {

using ::testing::HasSubstr;

// Verifies as a merchant would: from the response received and the request kept.
bool holds(const HttpResponse& response, const HttpRequest& request, const TestCaller& gateway) {
  const auto input = joined_field(response.headers, "signature-input");
  const auto signature = joined_field(response.headers, "signature");
  const auto digest = joined_field(response.headers, "content-digest");
  if (!input || !signature || !digest) return false;
  if (!check_content_digest(*digest, response.body).ok()) return false;
  const auto claims = read_signature_claims(*input, *signature, 1);
  if (!claims) return false;
  const MessageToSign message{
      .request = request, .response = &response, .public_url = gateway.policy.public_url};
  const auto base = signature_base(message, claims->front().components, claims->front().params);
  return base.ok() && gateway.view.key->verify(*base, claims->front().signature);
}

class ResponseSigner : public ::testing::Test {
 protected:
  ResponseSigner() {
    response.status = 201;
    response.body = R"({"id":"pay_1"})";
    params.key_id = "gateway-1";
    params.created = kNow;
  }

  TestCaller merchant;
  TestCaller gateway;
  HttpRequest request = signed_by(merchant, make_post());
  HttpResponse response;
  SignatureParams params;
};

TEST_F(ResponseSigner, CoversStatusDigestAndTheRequest) {
  ASSERT_TRUE(
      sign_response(response, request, gateway.signing_key, params, gateway.policy.public_url)
          .ok());
  EXPECT_EQ(joined_field(response.headers, "signature-input"),
            "sig1=(\"@status\" \"content-digest\" \"@method\";req \"@target-uri\";req "
            "\"signature\";req);created=1790000000;keyid=\"gateway-1\";alg=\"ed25519\"");
  EXPECT_TRUE(holds(response, request, gateway));
}

TEST_F(ResponseSigner, AnyChangeIsSeen) {
  ASSERT_TRUE(
      sign_response(response, request, gateway.signing_key, params, gateway.policy.public_url)
          .ok());
  HttpResponse other_status = response;
  other_status.status = 402;
  EXPECT_FALSE(holds(other_status, request, gateway));
  HttpResponse other_body = response;
  other_body.body = R"({"id":"pay_2"})";
  EXPECT_FALSE(holds(other_body, request, gateway));
  HttpRequest other_request = request;
  other_request.target = "/v1/refunds";
  EXPECT_FALSE(holds(response, other_request, gateway));
  HttpRequest resigned = make_post();
  SignatureParams another = TestCaller::params();
  another.nonce = "another-nonce-of-mine";
  EXPECT_FALSE(holds(response, signed_by(merchant, resigned, another), gateway));
  EXPECT_FALSE(holds(response, request, merchant));
}

TEST_F(ResponseSigner, UnsignedRequestsAndEmptyBodiesAreAnsweredToo) {
  response.status = 204;
  response.body.clear();
  ASSERT_TRUE(
      sign_response(response, make_get(), gateway.signing_key, params, gateway.policy.public_url)
          .ok());
  EXPECT_THAT(*joined_field(response.headers, "signature-input"),
              ::testing::Not(HasSubstr("\"signature\"")));
  EXPECT_TRUE(holds(response, make_get(), gateway));
}

TEST_F(ResponseSigner, ARequestWithoutHostCannotBeNamed) {
  HttpRequest nameless = make_get();
  remove_header(nameless, "host");
  const auto status =
      sign_response(response, nameless, gateway.signing_key, params, gateway.policy.public_url);
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("Host"));
}

TEST_F(ResponseSigner, HeadersCannotBeForgedThroughTheKeyIdOrNonce) {
  params.nonce = "a\r\nX-Evil: 1";
  EXPECT_FALSE(
      sign_response(response, request, gateway.signing_key, params, gateway.policy.public_url)
          .ok());
}

TEST(AcceptSignature, GivesLabelAndNonce) {
  HttpRequest request = make_get();
  EXPECT_FALSE(accepted_signature(request).has_value());
  request.headers.emplace_back("Accept-Signature",
                               R"(mine=("@status" "content-digest");nonce="abc";created, b=())");
  const auto accepted = accepted_signature(request);
  ASSERT_TRUE(accepted.has_value());
  EXPECT_EQ(accepted->label, "mine");
  EXPECT_EQ(accepted->nonce, "abc");
  for (const std::string& value :
       {std::string(""), std::string("mine"), std::string("mine=("), std::string("mine=1"),
        std::string("mine=();nonce=1"), "mine=();nonce=\"" + std::string(65, 'x') + "\""}) {
    set_header(request, "accept-signature", value);
    EXPECT_FALSE(accepted_signature(request).has_value()) << value;
  }
}

}  // namespace
}  // namespace tollgate::http
