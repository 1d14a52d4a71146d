// The signatures that RFC 9421 publishes: our base must be theirs to the byte, and hold.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "gateway/adapters/http/signature/signature_base.h"
#include "gateway/adapters/http/signature/signature_claim.h"
#include "gateway/adapters/http/signature/signing_key.h"
#include "gateway/adapters/http/signature/verifying_key.h"
#include "gateway/base/encoding.h"

namespace tollgate::http {
namespace {

nlohmann::json read_vectors() {
  std::ifstream file(TOLLGATE_SOURCE_DIR "/tests/data/rfc9421/vectors.json");
  return nlohmann::json::parse(file);
}

HttpRequest request_of(const nlohmann::json& json) {
  HttpRequest request;
  request.method = json.at("method");
  const std::string url = json.at("url");
  request.target = url.substr(url.find('/', std::string_view("https://").size()));
  request.path = request.target.substr(0, request.target.find('?'));
  request.query = request.target.substr(request.path.size() + 1);
  request.has_query = true;
  for (const auto& [name, value] : json.at("headers").items())
    request.headers.emplace_back(name, value.get<std::string>());
  request.body = json.at("body");
  return request;
}

Result<VerifyingKey> key_of(const nlohmann::json& keys, const nlohmann::json& vector) {
  const std::string text = keys.at(vector.at("keyid").get<std::string>());
  const Algorithm algorithm = algorithm_from_name(vector.at("alg").get<std::string>());
  if (algorithm == Algorithm::hmac_sha256)
    return VerifyingKey::from_secret(Secret(*from_base64(text)));
  return VerifyingKey::from_pem(algorithm, text);
}

TEST(Rfc9421Vectors, BasesAndSignaturesHold) {
  const auto vectors = read_vectors();
  const HttpRequest request = request_of(vectors.at("request"));
  const PublicUrl url{.scheme = "https", .authority = ""};
  ASSERT_EQ(vectors.at("vectors").size(), 6U);
  for (const auto& vector : vectors.at("vectors")) {
    SCOPED_TRACE(vector.at("name").get<std::string>());
    const std::string input = vector.at("signature_input");
    const std::string signature = vector.at("signature");
    const auto claims = read_signature_claims(input, signature, 1);
    ASSERT_TRUE(claims.ok()) << claims.error().message;
    const SignatureClaim& claim = claims->front();
    EXPECT_EQ(claim.key_id, vector.at("keyid").get<std::string>());
    EXPECT_EQ(claim.created_seconds, 1618884473);

    const MessageToSign message{.request = request, .public_url = url};
    const auto base = signature_base(message, claim.components, claim.params);
    ASSERT_TRUE(base.ok()) << base.error().message;
    EXPECT_EQ(*base, vector.at("signature_base").get<std::string>());

    const auto key = key_of(vectors.at("keys"), vector);
    ASSERT_TRUE(key.ok()) << key.error().message;
    EXPECT_TRUE(key->verify(*base, claim.signature));
    EXPECT_FALSE(key->verify(*base + " ", claim.signature));
    EXPECT_FALSE(key->verify(*base, claim.signature + "x"));
    EXPECT_FALSE(key->verify(*base, ""));
  }
}

TEST(Rfc9421Vectors, OurHmacSignatureIsTheirs) {
  const auto vectors = read_vectors();
  for (const auto& vector : vectors.at("vectors")) {
    if (vector.at("alg") != "hmac-sha256") continue;
    const std::string secret = vectors.at("keys").at("test-shared-secret");
    const auto key = SigningKey::from_secret(Secret(*from_base64(secret)));
    ASSERT_TRUE(key.ok());
    const std::string signature = vector.at("signature");
    EXPECT_EQ("sig-b25=" + quote_bytes(key->sign(vector.at("signature_base").get<std::string>())),
              signature);
    return;
  }
  FAIL() << "the vectors have no hmac-sha256";
}

}  // namespace
}  // namespace tollgate::http
