#include "tests/bench/load/request_writer.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>

#include "gateway/adapters/http/signature/client_signer.h"

namespace tollgate::bench {
namespace {

constexpr std::string_view kBody = R"({"amount":1999})";
constexpr std::string_view kUnique = "0123456789abcdef";

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t at = text.find(begin) + begin.size();
  return text.substr(at, text.find(end, at) - at);
}

http::HttpRequest post_request() {
  http::HttpRequest request;
  request.method = "POST";
  request.target = request.path = "/v1/payments";
  request.body = kBody;
  request.headers = {{"Host", "127.0.0.1:8080"},
                     {"Content-Type", "application/json"},
                     {"Idempotency-Key", std::string(kUnique)}};
  return request;
}

http::HttpRequest get_request() {
  http::HttpRequest request;
  request.method = "GET";
  request.target = request.path = "/v1/payments/pay_1";
  request.headers = {{"Host", "127.0.0.1:8080"}};
  return request;
}

// The same request with the fields that http::sign_request adds.
http::HttpRequest signed_by_library(http::HttpRequest request, const http::SigningKey& key,
                                    Timestamp created) {
  http::SignatureParams params;
  params.key_id = "key_1";
  params.created = created;
  params.nonce = kUnique;
  EXPECT_TRUE(http::sign_request(request, key, params).ok());
  return request;
}

void expect_fields(const std::string& written, const http::HttpRequest& request,
                   const http::SigningKey& key) {
  const auto created = std::chrono::seconds(std::stoll(between(written, "created=", ";")));
  const http::HttpRequest expected = signed_by_library(request, key, Timestamp(created));
  for (const auto& [name, value] : expected.headers)
    EXPECT_THAT(written, testing::HasSubstr(fmt::format("\r\n{}: {}\r\n", name, value)));
}

void expect_the_same_fields(http::SigningKey key, const http::SigningKey& same_key) {
  RequestWriter writer("127.0.0.1:8080", "key_1", std::move(key));
  std::string read;
  writer.append_get(read, "/v1/payments/pay_1", kUnique);
  expect_fields(read, get_request(), same_key);
  EXPECT_THAT(read, testing::StartsWith("GET /v1/payments/pay_1 HTTP/1.1\r\n"));
  EXPECT_THAT(read, testing::EndsWith("\r\n\r\n"));
  std::string written;
  writer.append_post(written, "/v1/payments", kBody, kUnique);
  expect_fields(written, post_request(), same_key);
  EXPECT_THAT(written, testing::StartsWith("POST /v1/payments HTTP/1.1\r\n"));
  EXPECT_THAT(written, testing::HasSubstr("\r\nContent-Length: 15\r\n"));
  EXPECT_THAT(written, testing::EndsWith("\r\n\r\n" + std::string(kBody)));
}

TEST(RequestWriter, SignsWithASecretAsTheLibraryDoes) {
  const Secret secret(std::string(32, 's'));
  expect_the_same_fields(*http::SigningKey::from_secret(secret),
                         *http::SigningKey::from_secret(secret));
}

TEST(RequestWriter, SignsWithAPrivateKeyAsTheLibraryDoes) {
  const auto pem = http::SigningKey::generate(http::Algorithm::ed25519).private_pem();
  expect_the_same_fields(*http::SigningKey::from_pem(http::Algorithm::ed25519, pem),
                         *http::SigningKey::from_pem(http::Algorithm::ed25519, pem));
}

}  // namespace
}  // namespace tollgate::bench
