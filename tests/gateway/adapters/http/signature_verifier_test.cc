// Every way in which a request is accepted or refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/adapters/http/signature/content_digest.h"
#include "gateway/base/encoding.h"
#include "tests/gateway/adapters/http/signature_test_support.h"

namespace tollgate::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Code = SignatureRefusalCode;
using namespace std::chrono_literals;

// Signs whatever components and parameters the test writes, as a stranger's client might.
HttpRequest signed_with(const TestCaller& caller, HttpRequest request,
                        const std::string& components, const std::string& parameters,
                        const std::string& label = "sig1") {
  if (request.header_values("content-digest").empty() && !request.body.empty())
    request.headers.emplace_back("Content-Digest", content_digest(request.body));
  const std::string params = "(" + components + ")" + parameters;
  const std::string text = label + "=" + params;
  const auto dictionary = parse_dictionary(text);
  CHECK(dictionary.ok());
  const auto covered = read_components(std::get<InnerList>(dictionary->front().value));
  CHECK(covered.ok());
  const MessageToSign message{.request = request, .public_url = caller.policy.public_url};
  const auto base = signature_base(message, *covered, params);
  CHECK(base.ok());
  request.headers.emplace_back("Signature-Input", text);
  request.headers.emplace_back("Signature",
                               label + "=" + quote_bytes(caller.signing_key.sign(*base)));
  return request;
}

constexpr const char* kGetComponents = R"("@method" "@authority" "@path")";
constexpr const char* kPostComponents =
    R"("@method" "@authority" "@path" "@query" "content-digest" "content-type" "idempotency-key")";
std::string parameters(std::string_view extra = "") {
  return ";created=" + std::to_string(unix_seconds(kNow)) + ";keyid=\"" + std::string(kTestKeyId) +
         "\";nonce=\"" + std::string(kTestNonce) + "\"" + std::string(extra);
}

void expect_refusal(const Verification& verification, Code code, const std::string& detail) {
  ASSERT_FALSE(verification.accepted());
  EXPECT_EQ(signature_refusal_name(verification.refusal().code), signature_refusal_name(code));
  EXPECT_THAT(verification.refusal().detail, HasSubstr(detail));
}

TEST(Verifier, AcceptsEveryAlgorithm) {
  for (const Algorithm algorithm : {Algorithm::ed25519, Algorithm::ecdsa_p256_sha256,
                                    Algorithm::rsa_pss_sha512, Algorithm::hmac_sha256}) {
    const TestCaller caller(algorithm);
    const auto post = caller.verify(signed_by(caller, make_post()));
    ASSERT_TRUE(post.accepted()) << post.refusal().detail;
    EXPECT_EQ(post.signature().key_id, kTestKeyId);
    EXPECT_EQ(post.signature().nonce, kTestNonce);
    EXPECT_EQ(post.signature().label, "sig1");
    EXPECT_EQ(post.signature().created, kNow);
    EXPECT_EQ(post.signature().expires, std::nullopt);
    EXPECT_EQ(post.signature().replayable_until, kNow + 300s);
    EXPECT_TRUE(caller.verify(signed_by(caller, make_get())).accepted());
  }
}

TEST(Verifier, AcceptsAnyOrderMoreComponentsAndOddSpacing) {
  const TestCaller caller;
  HttpRequest request = make_get();
  request.headers.emplace_back("X-More", "1");
  EXPECT_TRUE(caller
                  .verify(signed_with(caller, request,
                                      R"(  "x-more"   "@path" "@scheme" "@method" "@authority" )",
                                      parameters(";tag=\"app\";x=?0")))
                  .accepted());
}

TEST(Verifier, TargetUriStandsForAuthorityPathAndQuery) {
  TestCaller caller;
  caller.policy.public_url = {.scheme = "https", .authority = "api.example.com"};
  const std::string components =
      R"("@method" "@target-uri" "content-digest" "content-type" "idempotency-key")";
  const auto request = signed_with(caller, make_post(), components, parameters());
  EXPECT_TRUE(caller.verify(request).accepted());
  HttpRequest moved = request;
  moved.query = "expand=all";
  moved.target = "/v1/payments?expand=all";
  expect_refusal(caller.verify(moved), Code::signature_invalid, "does not hold");
}

TEST(Verifier, TheConfiguredAuthorityStandsForHost) {
  TestCaller caller;
  caller.policy.public_url = {.scheme = "https", .authority = "api.example.com"};
  HttpRequest request = signed_by(caller, make_get());
  set_header(request, "host", "10.0.0.7:8080");  // as a proxy may rewrite it
  EXPECT_TRUE(caller.verify(request).accepted());
}

TEST(Verifier, RefusesUnsignedRequests) {
  const TestCaller caller;
  const HttpRequest request = signed_by(caller, make_get());
  expect_refusal(caller.verify(make_get()), Code::signature_missing, "not signed");
  for (const char* name : {"signature", "signature-input"}) {
    HttpRequest half = request;
    remove_header(half, name);
    expect_refusal(caller.verify(half), Code::signature_missing, "not signed");
  }
  HttpRequest blank = make_get();
  blank.headers.emplace_back("Signature-Input", "");
  blank.headers.emplace_back("Signature", "");
  expect_refusal(caller.verify(blank), Code::signature_missing, "not signed");
}

TEST(Verifier, RefusesUnreadableFields) {
  const TestCaller caller;
  const HttpRequest request = signed_by(caller, make_get());
  const auto with = [&](std::string_view name, std::string_view value) {
    HttpRequest changed = request;
    set_header(changed, name, value);
    return caller.verify(changed);
  };
  expect_refusal(with("signature-input", "sig1=("), Code::signature_invalid, "Signature-Input");
  expect_refusal(with("signature-input", "sig1=1"), Code::signature_invalid, "no list");
  expect_refusal(with("signature-input", "sig2=()"), Code::signature_invalid, "same labels");
  expect_refusal(with("signature-input", "sig1=(), sig2=()"), Code::signature_invalid,
                 "same labels");
  expect_refusal(with("signature", std::string(request.header("signature")) + ", other=:AAAA:"),
                 Code::signature_invalid, "same labels");
  expect_refusal(with("signature-input", "sig1=(\"@X\")"), Code::signature_invalid, "lower-case");
  expect_refusal(with("signature", "sig1=:x:"), Code::signature_invalid,
                 "Signature cannot be read");
  expect_refusal(with("signature", "sig1=\"x\""), Code::signature_invalid, "base64");
  expect_refusal(with("signature", "sig1"), Code::signature_invalid, "base64");
}

TEST(Verifier, RefusesMissingOrMistypedParameters) {
  const TestCaller caller;
  const std::string created = ";created=" + std::to_string(unix_seconds(kNow));
  const std::string key = ";keyid=\"key_test_1\"";
  const std::string nonce = ";nonce=\"n0nce-of-16-char\"";
  const auto verify = [&](const std::string& text) {
    return caller.verify(signed_with(caller, make_get(), kGetComponents, text));
  };
  EXPECT_TRUE(verify(created + key + nonce).accepted());
  for (const std::string& text : {key + nonce, created + nonce, created + key})
    expect_refusal(verify(text), Code::signature_invalid, "created, keyid and nonce");
  expect_refusal(verify(";created=\"1\"" + key + nonce), Code::signature_invalid, "integer");
  expect_refusal(verify(created + key + nonce + ";expires"), Code::signature_invalid, "integer");
  expect_refusal(verify(created + ";keyid=key_test_1" + nonce), Code::signature_invalid, "quoted");
  expect_refusal(verify(created + key + ";nonce=7"), Code::signature_invalid, "quoted");
  expect_refusal(verify(created + key + nonce + ";alg=ed25519"), Code::signature_invalid, "quoted");
  expect_refusal(verify(created + ";keyid=\"\"" + nonce), Code::signature_invalid, "1 to 255");
  expect_refusal(verify(";created=-1" + key + nonce), Code::signature_invalid, "Unix times");
  expect_refusal(verify(";created=999999999999999" + key + nonce), Code::signature_invalid,
                 "Unix times");
  expect_refusal(verify(created + key + nonce + ";expires=1"), Code::signature_invalid,
                 "Unix times");
}

TEST(Verifier, NoncesHaveSixteenToSixtyFourCharacters) {
  const TestCaller caller;
  for (const std::size_t size : {0, 1, 15, 16, 64, 65}) {
    SignatureParams params = TestCaller::params();
    params.nonce = std::string(size, 'n');
    const auto verification = caller.verify(signed_by(caller, make_get(), params));
    if (size == 16 || size == 64) {
      EXPECT_TRUE(verification.accepted()) << size;
    } else {
      expect_refusal(verification, Code::signature_invalid, "nonce");
    }
  }
}

TEST(Verifier, TheWindowIsHeldToTheMicrosecond) {
  const TestCaller caller;
  const HttpRequest request = signed_by(caller, make_get());
  EXPECT_TRUE(caller.verify(request, kNow + 300s).accepted());
  EXPECT_TRUE(caller.verify(request, kNow - 60s).accepted());
  expect_refusal(caller.verify(request, kNow + 300s + 1us), Code::timestamp_out_of_window, "300 s");
  expect_refusal(caller.verify(request, kNow - 60s - 1us), Code::timestamp_out_of_window, "60 s");
}

TEST(Verifier, ExpiresIsHonouredAndShortensTheReplayWindow) {
  const TestCaller caller;
  SignatureParams params = TestCaller::params();
  params.expires = kNow + 10s;
  const HttpRequest request = signed_by(caller, make_get(), params);
  const auto verification = caller.verify(request, kNow + 10s - 1us);
  ASSERT_TRUE(verification.accepted());
  EXPECT_EQ(verification.signature().expires, kNow + 10s);
  EXPECT_EQ(verification.signature().replayable_until, kNow + 10s);
  expect_refusal(caller.verify(request, kNow + 10s), Code::timestamp_out_of_window, "expired");
  params.expires = kNow + 1h;
  const auto longer = caller.verify(signed_by(caller, make_get(), params));
  ASSERT_TRUE(longer.accepted());
  EXPECT_EQ(longer.signature().replayable_until, kNow + 300s);
}

TEST(Verifier, KeysMustBeKnownActiveAndInTheirTime) {
  TestCaller caller;
  const HttpRequest request = signed_by(caller, make_get());
  SignatureParams stranger = TestCaller::params();
  stranger.key_id = "key_other";
  expect_refusal(caller.verify(signed_by(caller, make_get(), stranger)), Code::key_unknown,
                 "keyid");

  caller.view.valid_from = kNow;
  caller.view.valid_until = kNow + 1us;
  EXPECT_TRUE(caller.verify(request).accepted());
  expect_refusal(caller.verify(request, kNow + 1us), Code::key_revoked, "no longer valid");
  expect_refusal(caller.verify(request, kNow - 1us), Code::key_revoked, "not valid yet");
  caller.view.revoked = true;
  expect_refusal(caller.verify(request), Code::key_revoked, "revoked");
}

TEST(Verifier, AnotherKeysSignatureDoesNotHold) {
  const TestCaller caller;
  const TestCaller other;
  expect_refusal(caller.verify(signed_by(other, make_get())), Code::signature_invalid,
                 "does not hold");
}

TEST(Verifier, TheRecordDecidesTheAlgorithm) {
  const TestCaller caller;
  const auto verify = [&](const std::string& extra) {
    return caller.verify(signed_with(caller, make_get(), kGetComponents, parameters(extra)));
  };
  EXPECT_TRUE(verify("").accepted());
  EXPECT_TRUE(verify(";alg=\"ed25519\"").accepted());
  for (const char* name : {"hmac-sha256", "rsa-pss-sha512", "none", "", "unknown"})
    expect_refusal(verify(";alg=\"" + std::string(name) + "\""), Code::signature_invalid, "alg");
}

// The classic attack: the public key, known to all, used as a shared secret.
TEST(Verifier, APublicKeyIsNoSharedSecret) {
  const TestCaller caller;
  const auto forged = SigningKey::from_secret(Secret(caller.signing_key.public_pem()));
  ASSERT_TRUE(forged.ok());
  for (const bool name_algorithm : {true, false}) {
    SignatureParams params = TestCaller::params();
    params.name_algorithm = name_algorithm;
    HttpRequest request = make_get();
    ASSERT_TRUE(sign_request(request, *forged, params).ok());
    expect_refusal(caller.verify(request), Code::signature_invalid,
                   name_algorithm ? "alg" : "hold");
  }
}

TEST(Verifier, EveryRequiredComponentIsRequired) {
  const TestCaller caller;
  ASSERT_TRUE(
      caller.verify(signed_with(caller, make_post(), kPostComponents, parameters())).accepted());
  for (const std::string missing :
       {"\"@method\"", "\"@authority\"", "\"@path\"", "\"@query\"", "\"content-digest\"",
        "\"content-type\"", "\"idempotency-key\""}) {
    std::string components = kPostComponents;
    components.erase(components.find(missing), missing.size());
    expect_refusal(caller.verify(signed_with(caller, make_post(), components, parameters())),
                   Code::signature_invalid, "does not cover " + missing);
  }
}

TEST(Verifier, AComponentWithAParameterIsNoSubstitute) {
  const TestCaller caller;
  std::string components = kPostComponents;
  components.replace(components.find("\"@query\""), 8, R"("@query-param";name="expand")");
  expect_refusal(caller.verify(signed_with(caller, make_post(), components, parameters())),
                 Code::signature_invalid, "\"@query\"");
  components = kPostComponents;
  components.insert(components.find("\"content-digest\"") + 16, ";bs");
  expect_refusal(caller.verify(signed_with(caller, make_post(), components, parameters())),
                 Code::signature_invalid, "\"content-digest\"");
}

TEST(Verifier, AnEmptyQueryStillHasToBeCovered) {
  const TestCaller caller;
  HttpRequest request = make_get();
  request.target += "?";
  request.has_query = true;
  expect_refusal(caller.verify(signed_with(caller, request, kGetComponents, parameters())),
                 Code::signature_invalid, "\"@query\"");
  EXPECT_TRUE(caller.verify(signed_by(caller, request)).accepted());
}

TEST(Verifier, TheBodyMustMatchItsDigest) {
  const TestCaller caller;
  HttpRequest changed = signed_by(caller, make_post());
  changed.body += " ";
  expect_refusal(caller.verify(changed), Code::content_digest_mismatch, "SHA-256");

  HttpRequest unknown = make_post();
  unknown.headers.emplace_back("Content-Digest", "md5=:AQID:");
  expect_refusal(caller.verify(signed_by(caller, unknown)), Code::content_digest_mismatch,
                 "neither sha-256 nor sha-512");

  HttpRequest longer = make_post();
  longer.headers.emplace_back("Content-Digest",
                              content_digest(longer.body, DigestAlgorithm::sha512));
  EXPECT_TRUE(caller.verify(signed_by(caller, longer)).accepted());
}

TEST(Verifier, ADigestOfABodyThatIsGoneIsRefused) {
  const TestCaller caller;
  HttpRequest request = make_get();
  request.headers.emplace_back("Content-Digest", content_digest("a body"));
  expect_refusal(caller.verify(signed_by(caller, request)), Code::content_digest_mismatch,
                 "SHA-256");
}

TEST(Verifier, OneOfSeveralSignaturesIsEnoughAndThreeAreTheMost) {
  const TestCaller caller;
  const auto add_foreign = [](HttpRequest& request, const std::string& label) {
    for (auto& [name, value] : request.headers) {
      if (name == "Signature-Input")
        value.insert(0, label + "=(" + kGetComponents + ")" + parameters() + ", ");
      if (name == "Signature") value.insert(0, label + "=:AAAA:, ");
    }
  };
  HttpRequest request = signed_by(caller, make_get());
  add_foreign(request, "proxy");
  add_foreign(request, "other");
  const auto verification = caller.verify(request);
  ASSERT_TRUE(verification.accepted()) << verification.refusal().detail;
  EXPECT_EQ(verification.signature().label, "sig1");
  add_foreign(request, "fourth");
  expect_refusal(caller.verify(request), Code::signature_invalid, "at most 3");
}

TEST(Verifier, SignaturesInSeparateLinesAreJoined) {
  const TestCaller caller;
  HttpRequest request = signed_by(caller, make_get());
  SignatureParams second = TestCaller::params();
  second.label = "sig2";
  second.key_id = "key_other";
  const auto both = signed_by(caller, request, second);
  EXPECT_EQ(both.header_values("signature").size(), 2U);
  EXPECT_TRUE(caller.verify(both).accepted());
  EXPECT_THAT(claimed_key_ids(both, caller.policy), ElementsAre("key_test_1", "key_other"));
}

TEST(Verifier, ARefusalOfOurKeySaysMoreThanAnUnknownKey) {
  TestCaller caller;
  SignatureParams stranger = TestCaller::params();
  stranger.label = "proxy";
  stranger.key_id = "key_other";
  const auto request = signed_by(caller, signed_by(caller, make_get(), stranger));
  caller.view.revoked = true;
  expect_refusal(caller.verify(request), Code::key_revoked, "revoked");
}

TEST(Verifier, ClaimedKeyIdsOfAnUnreadableRequestAreNone) {
  const TestCaller caller;
  EXPECT_THAT(claimed_key_ids(make_get(), caller.policy), IsEmpty());
  HttpRequest request = signed_by(caller, make_get());
  set_header(request, "signature-input", "sig1=(");
  EXPECT_THAT(claimed_key_ids(request, caller.policy), IsEmpty());
}

TEST(Verifier, RefusalsHaveTheirStatus) {
  EXPECT_EQ(signature_refusal_status(Code::content_digest_mismatch), 400);
  for (const Code code : {Code::signature_invalid, Code::signature_missing, Code::key_unknown,
                          Code::key_revoked, Code::timestamp_out_of_window})
    EXPECT_EQ(signature_refusal_status(code), 401);
}

}  // namespace
}  // namespace tollgate::http
