#include "gateway/base/digest.h"

#include <gtest/gtest.h>

#include "gateway/base/clock.h"
#include "gateway/base/encoding.h"

namespace tollgate {
namespace {

TEST(Digest, GivesTheVectorsOfFips180AndRfc4231) {
  EXPECT_EQ(to_hex(as_text(sha256("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(as_text(hmac_sha256("Jefe", "what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, PartsDoNotRunTogether) {
  EXPECT_NE(digest16_of({"ab", "c"}), digest16_of({"a", "bc"}));
  EXPECT_NE(digest16_of({"ab"}), digest16_of({"ab", ""}));
  EXPECT_EQ(digest16_of({"ab", "c"}), digest16_of({"ab", "c"}));
}

TEST(Clock, WritesRfc3339InUtc) {
  EXPECT_EQ(to_rfc3339(from_unix_micros(0)), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_rfc3339(from_unix_micros(1'709'209'845'000'001)), "2024-02-29T12:30:45.000001Z");
}

}  // namespace
}  // namespace tollgate
