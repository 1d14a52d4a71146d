// Each dialect's bytes, written out by hand, and the promises of the codec in every dialect.
#include "plugins/card/dialect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "plugins/card/codec.h"

namespace tollgate::card {
namespace {

using testing::HasSubstr;

Message small() {
  Message message("0100");
  message.set(2, "4242424242424242424");  // an odd number of digits
  message.set(3, "000000");
  message.set(11, "000001");
  message.set(37, "000000000001");
  message.set(48, "0104op_1");
  message.set(49, "978");
  message.set(64, std::string("\x01\x23\x45\x67\x89\xab\xcd\xef", 8));
  return message;
}

std::string fixed(std::string_view bytes) { return std::string(bytes); }

// Bits 2 3 11 37 48 49 64.
const std::pair<std::string_view, std::string> kBytesByHand[] = {
    {"ascii", "0100" + std::string("\x60\x20\x00\x00\x08\x01\x80\x01", 8) +
                  "194242424242424242424"
                  "000000"
                  "000001"
                  "000000000001"
                  "0080104op_1"
                  "978" +
                  fixed("\x01\x23\x45\x67\x89\xab\xcd\xef")},
    {"ascii_hex",
     "0100"
     "6020000008018001"
     "194242424242424242424"
     "000000"
     "000001"
     "000000000001"
     "0080104op_1"
     "978"
     "0123456789ABCDEF"},
    {"bcd", std::string("\x01\x00"
                        "\x60\x20\x00\x00\x08\x01\x80\x01"
                        "\x19\x04\x24\x24\x24\x24\x24\x24\x24\x24\x24"
                        "\x00\x00\x00"
                        "\x00\x00\x01",
                        27) +
                "000000000001" + std::string("\x00\x08", 2) + "0104op_1" +
                std::string("\x09\x78", 2) + fixed("\x01\x23\x45\x67\x89\xab\xcd\xef")},
};

TEST(Dialect, EachWritesAndReadsItsBytes) {
  ASSERT_EQ(kDialects.size(), std::size(kBytesByHand));
  for (const auto& [name, bytes] : kBytesByHand) {
    const Dialect* dialect = find_dialect(name);
    ASSERT_NE(dialect, nullptr) << name;
    std::string problem;
    EXPECT_EQ(encode(*dialect, small(), problem), bytes) << name;
    EXPECT_EQ(decode(*dialect, bytes, problem), small()) << name << ": " << problem;
  }
}

TEST(Dialect, NoOtherNameIsOne) {
  for (const auto name : {"", "ASCII", "bcd ", "ebcdic"}) EXPECT_EQ(find_dialect(name), nullptr);
}

TEST(Dialect, ElementsStandInTheOrderOfTheirNumbers) {
  for (const Dialect& dialect : kDialects) {
    int before = 1;
    for (const Element& element : dialect.elements) {
      EXPECT_GT(element.number, before) << dialect.name;
      EXPECT_EQ(dialect.find(element.number), &element);
      before = element.number;
    }
  }
}

TEST(Dialect, HexadecimalIsReadInEitherCase) {
  std::string bytes = kBytesByHand[1].second;
  bytes.replace(bytes.size() - 16, 16, "0123456789abcdef");
  std::string problem;
  EXPECT_EQ(decode(*find_dialect("ascii_hex"), bytes, problem), small()) << problem;
  bytes.back() = 'g';
  EXPECT_FALSE(decode(*find_dialect("ascii_hex"), bytes, problem));
  EXPECT_THAT(problem, HasSubstr("Element 64"));
}

TEST(Dialect, PackedDigitsAreDigitsAndTheirPaddingAZero) {
  const Dialect& bcd = *find_dialect("bcd");
  const std::size_t card = 11;  // the byte with the padding of element 2
  for (const char wrong : {'\x14', '\x0a'}) {
    std::string bytes = kBytesByHand[2].second;
    bytes[card] = wrong;
    std::string problem;
    EXPECT_FALSE(decode(bcd, bytes, problem));
    EXPECT_THAT(problem, HasSubstr("Element 2 cannot be read"));
  }
  std::string bytes = kBytesByHand[2].second;
  bytes[0] = '\x0f';
  std::string problem;
  EXPECT_FALSE(decode(bcd, bytes, problem));
  EXPECT_THAT(problem, HasSubstr("type"));
}

TEST(Dialect, EachRefusesAMessageCutShortAtEveryByte) {
  for (const auto& [name, whole] : kBytesByHand) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      std::string problem;
      ASSERT_FALSE(decode(*find_dialect(name), {cut.data(), cut.size()}, problem)) << name << size;
      ASSERT_NE(problem, "") << name << size;
    }
  }
}

// Whatever decode accepts, encode writes again; whatever it refuses, it names a reason.
TEST(Dialect, FuzzedBytesAreRefusedOrRoundTrip) {
  std::mt19937 random(20261127);
  for (const auto& [name, whole] : kBytesByHand) {
    const Dialect& dialect = *find_dialect(name);
    int accepted = 0;
    for (int round = 0; round < 50'000; ++round) {
      std::string bytes = whole;
      const auto flips = 1 + random() % 3;
      for (unsigned i = 0; i < flips; ++i)
        bytes[random() % bytes.size()] = static_cast<char>(random());
      std::string problem;
      const auto message = decode(dialect, bytes, problem);
      ASSERT_EQ(message.has_value(), problem.empty()) << name << " round " << round;
      if (!message) continue;
      ++accepted;
      const auto again = encode(dialect, *message, problem);
      ASSERT_TRUE(again) << problem;
      ASSERT_EQ(decode(dialect, *again, problem), message) << name << " round " << round;
    }
    EXPECT_GT(accepted, 500) << name;  // the fuzz reaches both sides
  }
}

}  // namespace
}  // namespace tollgate::card
