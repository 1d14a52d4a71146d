// Property: whatever request a client signs is accepted, and refused once one covered byte differs.
// Seeded, so that a failure names the case that makes it again.
#include <gtest/gtest.h>

#include <random>

#include "tests/gateway/adapters/http/signature_test_support.h"

namespace tollgate::http {
namespace {

class RequestMaker {
 public:
  explicit RequestMaker(unsigned seed) : generator_(seed) {}

  HttpRequest make() {
    HttpRequest request;
    request.method = std::vector<std::string>{"GET", "POST", "DELETE"}[pick(3)];
    request.path = "/" + text("abcXYZ019-._~%2F/", 40);
    request.has_query = pick(2) == 0;
    if (request.has_query) request.query = text("abc=&%20+;:@/?", 60);
    request.target = request.path + (request.has_query ? "?" + request.query : "");
    request.headers.emplace_back("Host", "H" + text("abc019.-", 20) + ":" + number(65535));
    for (std::size_t i = pick(4); i > 0; --i)
      request.headers.emplace_back("X-" + number(3), text(" abc,\"\\\t:;=", 30));
    if (pick(2) == 0) request.headers.emplace_back("Idempotency-Key", "k" + text("abc-019", 40));
    if (request.method != "GET" && pick(4) != 0) {
      request.body = any_bytes(1 + pick(2000));
      request.headers.emplace_back("Content-Type", "application/json");
    }
    return request;
  }

  SignatureParams params() {
    SignatureParams params = TestCaller::params();
    params.label = "l" + text("abc019_-.*", 10);
    params.nonce = "0123456789abcdef" + text("abcXYZ \"\\+/=", 48);
    params.created = kNow - std::chrono::seconds(pick(300));
    if (pick(2) == 0) params.expires = kNow + std::chrono::seconds(1 + pick(1000));
    params.name_algorithm = pick(2) == 0;
    return params;
  }

  std::size_t pick(std::size_t bound) { return generator_() % bound; }

 private:
  std::string number(std::size_t bound) { return std::to_string(1 + pick(bound)); }
  std::string text(std::string_view alphabet, std::size_t most) {
    std::string out(pick(most + 1), ' ');
    for (char& c : out) c = alphabet[pick(alphabet.size())];
    return out;
  }
  std::string any_bytes(std::size_t size) {
    std::string out(size, ' ');
    for (char& c : out) c = static_cast<char>(pick(256));
    return out;
  }

  std::mt19937 generator_;
};

// One byte of one covered part becomes another one.
void change_one_byte(HttpRequest& request, RequestMaker& maker) {
  std::vector<std::string*> parts = {&request.method, &request.path};
  if (!request.query.empty()) parts.push_back(&request.query);
  if (!request.body.empty()) parts.push_back(&request.body);
  for (auto& [name, value] : request.headers)
    if (name == "Idempotency-Key" || name == "Content-Type" || name == "Content-Digest")
      parts.push_back(&value);
  std::string& part = *parts[maker.pick(parts.size())];
  char& byte = part[maker.pick(part.size())];
  byte = byte == '0' ? '1' : '0';
}

TEST(SignatureRoundTrip, WhatIsSignedIsAcceptedUntilAByteChanges) {
  for (const Algorithm algorithm :
       {Algorithm::hmac_sha256, Algorithm::ed25519, Algorithm::ecdsa_p256_sha256}) {
    const TestCaller caller(algorithm);
    for (unsigned seed = 1; seed <= 300; ++seed) {
      RequestMaker maker(seed);
      const SignatureParams params = maker.params();
      HttpRequest request = signed_by(caller, maker.make(), params);
      const auto verification = caller.verify(request);
      ASSERT_TRUE(verification.accepted())
          << "seed " << seed << ": " << verification.refusal().detail;
      EXPECT_EQ(verification.signature().nonce, params.nonce);
      EXPECT_EQ(verification.signature().label, params.label);
      EXPECT_EQ(verification.signature().created, params.created);
      EXPECT_EQ(verification.signature().expires, params.expires);
      change_one_byte(request, maker);
      EXPECT_FALSE(caller.verify(request).accepted()) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace tollgate::http
