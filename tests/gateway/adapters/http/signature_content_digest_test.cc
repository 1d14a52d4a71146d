#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/adapters/http/signature/content_digest.h"

namespace tollgate::http {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kBody = R"({"hello": "world"})";
// RFC 9530 appendix D and RFC 9421 appendix B.2.
constexpr std::string_view kSha256 = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";
constexpr std::string_view kSha512 =
    "sha-512=:WZDPaVn/"
    "7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew="
    "=:";

TEST(ContentDigest, ComputesThePublishedValues) {
  EXPECT_EQ(content_digest(kBody), kSha256);
  EXPECT_EQ(content_digest(kBody, DigestAlgorithm::sha512), kSha512);
}

TEST(ContentDigest, AcceptsEitherBothAndUnknownOnesBeside) {
  const std::string both = std::string(kSha256) + ", " + std::string(kSha512);
  EXPECT_TRUE(check_content_digest(kSha256, kBody).ok());
  EXPECT_TRUE(check_content_digest(kSha512, kBody).ok());
  EXPECT_TRUE(check_content_digest(both, kBody).ok());
  EXPECT_TRUE(check_content_digest("md5=:AQID:, " + std::string(kSha256), kBody).ok());
}

TEST(ContentDigest, AcceptsTheEmptyBody) {
  EXPECT_TRUE(check_content_digest(content_digest(""), "").ok());
  EXPECT_FALSE(check_content_digest(content_digest(""), "x").ok());
}

TEST(ContentDigest, RefusesWhatDoesNotProveTheBody) {
  const std::string other = content_digest("other");
  const std::string one_wrong = other + ", " + std::string(kSha512);
  for (const std::string_view value : std::initializer_list<std::string_view>{
           other, one_wrong, "", "md5=:AQID:", "sha-256", "sha-256=X48E9qOokqqrvdts8nOJ",
           "sha-256=::", "sha-256=:AQID:", "sha-256=\"x\"", "sha-256=(:AQID:)",
           "SHA-256=:AQID:", "sha-256=:AQID"}) {
    const auto status = check_content_digest(value, kBody);
    ASSERT_FALSE(status.ok()) << value;
    EXPECT_EQ(status.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(status.error().message, HasSubstr("Content-Digest"));
    EXPECT_FALSE(status.error().mend.empty());
  }
}

TEST(ContentDigest, AnyChangedByteOfTheBodyIsSeen) {
  for (std::size_t i = 0; i < kBody.size(); ++i) {
    std::string body(kBody);
    body[i] = static_cast<char>(body[i] ^ 1);
    EXPECT_FALSE(check_content_digest(kSha256, body).ok()) << i;
    EXPECT_FALSE(check_content_digest(kSha512, body).ok()) << i;
  }
}

}  // namespace
}  // namespace tollgate::http
