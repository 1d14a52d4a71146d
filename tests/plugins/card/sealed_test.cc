#include "plugins/card/sealed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/card/codec.h"
#include "plugins/card/forms.h"

namespace tollgate::card {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

Settings with_key(std::string_view dialect) {
  Settings settings;
  settings.dialect = find_dialect(dialect);
  settings.mac = {MacAlgorithm::hmac_sha256, "sixteen bytes of"};
  return settings;
}

Message echo() {
  Message message("0800");
  message.set(7, "1121123000");
  message.set(11, "000001");
  return message;
}

std::string sealed(const Settings& settings, const Message& message) {
  std::string problem;
  auto bytes = seal(settings, message, problem);
  EXPECT_TRUE(bytes) << problem;
  return bytes.value_or("");
}

std::string problem_of(const Settings& settings, std::string_view bytes) {
  std::string problem;
  EXPECT_FALSE(unseal(settings, bytes, problem));
  return problem;
}

TEST(Sealed, TheCodeIsOverAllInFrontOfIt) {
  for (const char* dialect : {"ascii", "ascii_hex", "bcd"}) {
    const Settings settings = with_key(dialect);
    Message whole = echo();
    whole.set(64, std::string(kMacSize, '\0'));
    std::string problem;
    std::string front = *encode(*settings.dialect, whole, problem);
    front.resize(front.size() - wire_size(settings.dialect->binary, kMacSize));
    const std::string code = to_wire(settings.dialect->binary, *make_mac(settings.mac, front));
    EXPECT_EQ(sealed(settings, echo()), front + code) << dialect;
  }
}

TEST(Sealed, TheCodeIsElement128WhereThereIsASecondBitmap) {
  const Settings settings = with_key("ascii");
  std::string problem;
  EXPECT_TRUE(unseal(settings, sealed(settings, echo()), problem)->has(64));
  Message long_one = echo();
  long_one.set(70, "301");
  const auto read = unseal(settings, sealed(settings, long_one), problem);
  ASSERT_TRUE(read) << problem;
  EXPECT_FALSE(read->has(64));
  EXPECT_TRUE(read->has(128));
}

TEST(Sealed, TheKeyIsNamedWhereItHasAName) {
  Settings settings = with_key("ascii");
  settings.mac_key_id = "0000000000000007";
  std::string problem;
  EXPECT_EQ(unseal(settings, sealed(settings, echo()), problem)->get(53), "0000000000000007");
}

TEST(Sealed, WithoutAKeyNothingIsAddedAndACodeIsLeftAlone) {
  const Settings plain;
  std::string problem;
  EXPECT_EQ(sealed(plain, echo()), *encode(*plain.dialect, echo(), problem));
  EXPECT_TRUE(unseal(plain, sealed(with_key("ascii"), echo()), problem)) << problem;
}

// In BCD and ASCII alike: whatever bit is turned, the message is not believed.
TEST(Sealed, NoBitCanBeTurned) {
  for (const char* dialect : {"ascii", "ascii_hex", "bcd"}) {
    const Settings settings = with_key(dialect);
    const std::string bytes = sealed(settings, echo());
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      std::string turned = bytes;
      turned[bit / 8] ^= static_cast<char>(1 << (bit % 8));
      // The case of a hexadecimal digit of the code itself says nothing.
      if (std::string_view(dialect) == "ascii_hex" && bit / 8 >= bytes.size() - 2 * kMacSize &&
          bit % 8 == 5 && bytes[bit / 8] >= 'A') {
        continue;
      }
      std::string problem;
      EXPECT_FALSE(unseal(settings, turned, problem)) << dialect << " bit " << bit;
    }
  }
}

TEST(Sealed, ACodeThatIsMissingWrongOrNotLastIsRefusedByName) {
  const Settings settings = with_key("ascii");
  const Settings plain;
  EXPECT_THAT(problem_of(settings, sealed(plain, echo())), HasSubstr("no message authentication"));
  Settings other = settings;
  other.mac.bytes = "another 16 bytes";
  EXPECT_THAT(problem_of(settings, sealed(other, echo())), HasSubstr("code is wrong"));
  // A right element 64 with others behind it covers them not.
  Message behind = echo();
  behind.set(64, std::string(kMacSize, 'x'));
  behind.set(70, "301");
  EXPECT_THAT(problem_of(settings, sealed(plain, behind)), HasSubstr("last element"));
}

TEST(Sealed, AKeyThatDoesNotFitMakesNoMessage) {
  Settings settings = with_key("ascii");
  settings.mac.bytes = "short";
  std::string problem;
  EXPECT_FALSE(seal(settings, echo(), problem));
  EXPECT_THAT(problem, HasSubstr("mac_key"));
}

}  // namespace
}  // namespace tollgate::card
