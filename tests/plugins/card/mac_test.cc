#include "plugins/card/mac.h"

#include <gtest/gtest.h>

#include "plugins/card/forms.h"

namespace tollgate::card {
namespace {

std::string bytes_of(std::string_view hex) { return *from_wire(BinaryForm::hexadecimal, hex); }
std::string hex_of(const std::optional<std::string>& bytes) {
  return bytes ? to_wire(BinaryForm::hexadecimal, *bytes) : "nothing";
}

const MacKey kRetail = {MacAlgorithm::iso9797_1_algorithm_3,
                        bytes_of("0123456789ABCDEFFEDCBA9876543210")};

// RFC 4231, test cases 1 and 3.
TEST(Mac, HmacIsTheBeginningOfTheStandardsDigest) {
  EXPECT_EQ(hex_of(make_mac({MacAlgorithm::hmac_sha256, std::string(20, '\x0b')}, "Hi There")),
            "B0344C61D8DB3853");
  EXPECT_EQ(hex_of(make_mac({MacAlgorithm::hmac_sha256, std::string(20, '\xaa')},
                            std::string(50, '\xdd'))),
            "773EA91E36800E46");
}

// ISO/IEC 9797-1, annex: algorithm 3 with zeros as padding.
TEST(Mac, RetailMacIsThatOfTheStandard) {
  EXPECT_EQ(hex_of(make_mac(kRetail, "Now is the time for all ")), "A1C72E74EA3FA9B6");
  EXPECT_EQ(hex_of(make_mac(kRetail, "Now is the time for it")), "2E2B1428CC78254F");
}

// One block takes the way without chaining. Reckoned block by block with `openssl enc`.
TEST(Mac, RetailMacOfOneBlock) {
  EXPECT_EQ(hex_of(make_mac(kRetail, "Now is t")), "D80A0D8B2BAE5E4E");
  EXPECT_EQ(hex_of(make_mac(kRetail, "Now")), "FAABF2EF755C917C");
}

TEST(Mac, EveryByteAndEveryBitOfTheKeyCounts) {
  const std::string text = "0200 some message of more than a block";
  for (const MacKey& key : {kRetail, MacKey{MacAlgorithm::hmac_sha256, std::string(16, 'k')}}) {
    const auto mac = make_mac(key, text);
    ASSERT_TRUE(mac);
    for (std::size_t i = 0; i < text.size(); ++i) {
      std::string other = text;
      other[i] ^= 1;
      EXPECT_NE(make_mac(key, other), mac) << i;
    }
    for (std::size_t i = 0; i < key.bytes.size(); ++i) {
      MacKey other = key;
      other.bytes[i] ^= 2;  // DES leaves the lowest bit of a byte to parity
      EXPECT_NE(make_mac(other, text), mac) << i;
    }
  }
}

TEST(Mac, ThereIsNoneWithoutAKeyThatFits) {
  EXPECT_FALSE(make_mac({}, "text"));
  EXPECT_FALSE(make_mac(kRetail, ""));
  for (const std::size_t size : {0u, 8u, 15u, 17u, 24u}) {
    EXPECT_FALSE(make_mac({kRetail.algorithm, std::string(size, 'k')}, "text")) << size;
  }
  EXPECT_FALSE(make_mac({MacAlgorithm::hmac_sha256, std::string(15, 'k')}, "text"));
  EXPECT_FALSE(make_mac({MacAlgorithm::hmac_sha256, std::string(65, 'k')}, "text"));
}

TEST(Mac, ComparesWholeCodesOnly) {
  EXPECT_TRUE(mac_is("12345678", "12345678"));
  EXPECT_FALSE(mac_is("12345678", "12345679"));
  EXPECT_FALSE(mac_is("12345678", "1234567"));
  EXPECT_FALSE(mac_is("", ""));
}

}  // namespace
}  // namespace tollgate::card
