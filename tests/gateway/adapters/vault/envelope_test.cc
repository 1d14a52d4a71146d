#include "gateway/adapters/vault/envelope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/gateway/adapters/vault/vault_test_support.h"

namespace tollgate::vault {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Envelope : public ::testing::Test {
 protected:
  SealedRecord sealed(std::string_view plaintext = "4242424242424242") {
    auto record = seal(Secret(std::string(plaintext)), kBinding, ring, random);
    CHECK(record.ok());
    return std::move(*record);
  }

  SystemRandom random;
  KeyRing ring = make_ring({1}, 1);
};

TEST_F(Envelope, OpensWhatItSealed) {
  for (const std::size_t size : {0, 1, 12, 15, 16, 19, 31, 32, 33, 4096, 70'000}) {
    const std::string plaintext(size, '7');
    const SealedRecord record = sealed(plaintext);
    EXPECT_EQ(record.bytes.size(), size + kEnvelopeBytes);
    const auto opened = open(record, kBinding, ring);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    EXPECT_EQ(opened->reveal(), plaintext);
  }
  const auto too_long =
      seal(Secret(std::string(kMaxPlaintextBytes + 1, '7')), kBinding, ring, random);
  ASSERT_FALSE(too_long.ok());
  EXPECT_EQ(too_long.error().code, ErrorCode::limit_exceeded);
}

TEST_F(Envelope, TheLayoutIsAsDocumented) {
  const SealedRecord record = sealed();
  EXPECT_EQ(record.bytes.substr(0, 8), std::string("TGV1\0\0\0\1", 8));
  EXPECT_EQ(key_version_of(record), 1U);
  EXPECT_THAT(record.bytes, Not(HasSubstr("4242")));
}

TEST_F(Envelope, AnyFlippedBitIsRefused) {
  const SealedRecord record = sealed();
  for (std::size_t bit = 0; bit < record.bytes.size() * 8; ++bit) {
    SealedRecord changed = record;
    changed.bytes[bit / 8] = static_cast<char>(changed.bytes[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(open(changed, kBinding, ring).ok()) << "bit " << bit;
  }
}

// With the other version in the ring too, the version is protected by the associated data alone.
TEST_F(Envelope, AChangedVersionIsRefusedEvenWithTheSameKeyBytes) {
  const std::string same = to_base64(std::string(kKeyBytes, 'A'));
  const auto twins = KeyRing::parse(
      Secret("current:1\n1:" + same + "\n2:" + same + "\n" + fingerprint_line()), "a test");
  ASSERT_TRUE(twins.ok());
  SealedRecord record = sealed();
  ASSERT_TRUE(open(record, kBinding, *twins).ok());
  record.bytes[7] = 2;
  const auto opened = open(record, kBinding, *twins);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::permission_denied);
}

TEST_F(Envelope, AnyOtherLengthIsRefused) {
  const SealedRecord record = sealed();
  for (std::size_t size = 0; size < record.bytes.size(); ++size)
    EXPECT_FALSE(open({record.bytes.substr(0, size)}, kBinding, ring).ok()) << size;
  EXPECT_FALSE(open({record.bytes + '\0'}, kBinding, ring).ok());
  EXPECT_FALSE(open({record.bytes + std::string(5000, 'x')}, kBinding, ring).ok());
}

TEST_F(Envelope, AnotherBindingIsRefused) {
  const SealedRecord record = sealed();
  const RecordBinding others[] = {
      {.token_id = "pm_2", .merchant_id = "mer_1", .field = "card_number"},
      {.token_id = "pm_1", .merchant_id = "mer_2", .field = "card_number"},
      {.token_id = "pm_1", .merchant_id = "mer_1", .field = "holder"},
      {.token_id = "pm_1m", .merchant_id = "er_1", .field = "card_number"},
      {.token_id = "", .merchant_id = "", .field = ""},
  };
  for (const RecordBinding& other : others) {
    const auto opened = open(record, other, ring);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::permission_denied);
    EXPECT_FALSE(rewrap(record, other, ring, random).ok());
  }
}

TEST_F(Envelope, PartsOfTwoRecordsDoNotMix) {
  const SealedRecord one = sealed("4242424242424242");
  const SealedRecord two = sealed("5555555555554444");
  EXPECT_FALSE(open({one.bytes.substr(0, 68) + two.bytes.substr(68)}, kBinding, ring).ok());
}

TEST_F(Envelope, AnotherRingsKeyDoesNotOpen) {
  const auto other = KeyRing::parse(
      Secret("current:1\n1:" + to_base64(std::string(kKeyBytes, 'Z')) + "\n" + fingerprint_line()),
      "a test");
  ASSERT_TRUE(other.ok());
  EXPECT_FALSE(open(sealed(), kBinding, *other).ok());
}

TEST_F(Envelope, RotationRewrapsAndLeavesTheFieldAlone) {
  const SealedRecord old = sealed();
  const KeyRing both = make_ring({1, 2}, 2);
  ASSERT_TRUE(open(old, kBinding, both).ok());  // rotation does not stop reading

  const auto fresh = rewrap(old, kBinding, both, random);
  ASSERT_TRUE(fresh.ok()) << fresh.error().message;
  EXPECT_EQ(key_version_of(*fresh), 2U);
  EXPECT_EQ(fresh->bytes.substr(68), old.bytes.substr(68));
  EXPECT_NE(fresh->bytes.substr(20, 32), old.bytes.substr(20, 32));

  const KeyRing only_new = make_ring({2}, 2);
  const auto opened = open(*fresh, kBinding, only_new);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->reveal(), "4242424242424242");
  const auto lost = open(old, kBinding, only_new);
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code, ErrorCode::not_found);
  EXPECT_THAT(lost.error().message, HasSubstr("version 1"));
}

TEST_F(Envelope, ADamagedFieldStaysRefusedAfterRewrap) {
  SealedRecord record = sealed();
  record.bytes.back() = static_cast<char>(record.bytes.back() ^ 1);
  const auto fresh = rewrap(record, kBinding, ring, random);
  ASSERT_TRUE(fresh.ok());
  EXPECT_FALSE(open(*fresh, kBinding, ring).ok());
}

TEST_F(Envelope, NoncesKeysAndCiphertextsNeverRepeat) {
  std::set<std::string> wrap_nonces;
  std::set<std::string> wrapped_keys;
  std::set<std::string> field_nonces;
  std::set<std::string> fields;
  constexpr std::size_t kRecords = 2000;
  for (std::size_t i = 0; i < kRecords; ++i) {
    const std::string bytes = sealed().bytes;
    wrap_nonces.insert(bytes.substr(8, 12));
    wrapped_keys.insert(bytes.substr(20, 32));
    field_nonces.insert(bytes.substr(68, 12));
    fields.insert(bytes.substr(80));
  }
  EXPECT_EQ(wrap_nonces.size(), kRecords);
  EXPECT_EQ(wrapped_keys.size(), kRecords);
  EXPECT_EQ(field_nonces.size(), kRecords);
  EXPECT_EQ(fields.size(), kRecords);
}

TEST_F(Envelope, BytesThatAreNoRecordHaveNoVersion) {
  EXPECT_EQ(key_version_of({""}), std::nullopt);
  EXPECT_EQ(key_version_of({std::string(200, 'x')}), std::nullopt);
  EXPECT_EQ(key_version_of({sealed().bytes.substr(0, 50)}), std::nullopt);
}

}  // namespace
}  // namespace tollgate::vault
