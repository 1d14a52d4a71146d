#include "gateway/adapters/vault/key_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gateway/adapters/vault/vault_test_support.h"

namespace tollgate::vault {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(KeyRing, ReadsVersionsCurrentAndComments) {
  const auto ring = KeyRing::parse(
      Secret("# keys\n\n  " + key_line(1) + key_line(2) + "current:2\r\n" + fingerprint_line()),
      "t");
  ASSERT_TRUE(ring.ok()) << ring.error().message;
  EXPECT_EQ(ring->current_version(), 2U);
  EXPECT_EQ(ring->highest_version(), 2U);
  EXPECT_EQ(ring->version_count(), 2U);
  ASSERT_NE(ring->find(1), nullptr);
  EXPECT_EQ(ring->find(1)->reveal(), std::string(kKeyBytes, 'A'));
  EXPECT_EQ(ring->find(3), nullptr);
  EXPECT_EQ(ring->find(0), nullptr);
}

TEST(KeyRing, FaultsNameTheLineAndNeverTheKey) {
  const std::string key = to_base64(std::string(kKeyBytes, 'K'));
  const std::string good = "current:1\n" + key_line(1) + fingerprint_line();
  const std::pair<std::string, std::string> faults[] = {
      {good + "x", "has no colon"},
      {good + key, "has no colon"},
      {good + "2:" + key.substr(1), "base64 of 32 bytes"},
      {good + "2:" + to_base64("short"), "base64 of 32 bytes"},
      {good + "2:", "base64 of 32 bytes"},
      {good + "0:" + key, "no version"},
      {good + "-1:" + key, "no version"},
      {good + "4294967296:" + key, "no version"},
      {good + "two:" + key, "no version"},
      {good + "1:" + key, "repeats a version"},
      {good + "current:1", "says current again"},
      {good + "current:x", "names no version"},
      {good + fingerprint_line(), "second fingerprint"},
  };
  for (const auto& [text, fault] : faults) {
    const auto ring = KeyRing::parse(Secret(text), "the test");
    ASSERT_FALSE(ring.ok()) << fault;
    EXPECT_EQ(ring.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(ring.error().message, AllOf(HasSubstr("Line 4 of the test"), HasSubstr(fault),
                                            Not(HasSubstr("S0tLS0t"))));
  }
}

TEST(KeyRing, IncompleteTextsAreRefused) {
  for (const std::string& text :
       {std::string(), "current:1\n" + fingerprint_line(), key_line(1) + fingerprint_line(),
        "current:2\n" + key_line(1) + fingerprint_line()}) {
    const auto ring = KeyRing::parse(Secret(text), "t");
    ASSERT_FALSE(ring.ok());
    EXPECT_THAT(ring.error().message, HasSubstr("current key version"));
  }
  const auto ring = KeyRing::parse(Secret("current:1\n" + key_line(1)), "t");
  ASSERT_FALSE(ring.ok());
  EXPECT_THAT(ring.error().message, HasSubstr("fingerprint"));
}

TEST(KeyRing, HoldsSixtyFourVersionsAtMost) {
  const std::string key = to_base64(std::string(kKeyBytes, 'K'));
  std::string text = "current:1\n" + fingerprint_line();
  for (int version = 1; version <= 64; ++version)
    text += std::to_string(version) + ":" + key + "\n";
  EXPECT_TRUE(KeyRing::parse(Secret(text), "t").ok());
  EXPECT_FALSE(KeyRing::parse(Secret(text + "65:" + key), "t").ok());
}

TEST(KeyRing, ComesFromTheEnvironmentOnOneLine) {
  std::string text = "current:1\n" + key_line(1) + fingerprint_line();
  for (char& c : text) c = c == '\n' ? ';' : c;
  ASSERT_EQ(setenv("TOLLGATE_TEST_VAULT_KEYS", text.c_str(), 1), 0);
  const auto ring = KeyRing::from_environment("TOLLGATE_TEST_VAULT_KEYS");
  ASSERT_TRUE(ring.ok()) << ring.error().message;
  EXPECT_EQ(ring->current_version(), 1U);
  ASSERT_EQ(unsetenv("TOLLGATE_TEST_VAULT_KEYS"), 0);
  const auto absent = KeyRing::from_environment("TOLLGATE_TEST_VAULT_KEYS");
  ASSERT_FALSE(absent.ok());
  EXPECT_EQ(absent.error().code, ErrorCode::not_found);
  EXPECT_THAT(absent.error().message, HasSubstr("TOLLGATE_TEST_VAULT_KEYS"));
}

TEST(KeyRing, FingerprintsAreHmacUnderTheirOwnKey) {
  const KeyRing one = make_ring({1}, 1);
  const KeyRing rotated = make_ring({1, 2}, 2);
  const Secret number("4242424242424242");
  EXPECT_EQ(one.fingerprint(number), hmac_sha256(std::string(kKeyBytes, 'f'), "4242424242424242"));
  EXPECT_EQ(one.fingerprint(number), rotated.fingerprint(number));  // survives rotation
  EXPECT_NE(one.fingerprint(number), one.fingerprint(Secret("4242424242424241")));
}

}  // namespace
}  // namespace tollgate::vault
