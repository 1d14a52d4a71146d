#include "plugins/card/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace tollgate::card {
namespace {

using testing::HasSubstr;

// Written out by hand from the standard: bits 2 3 4 7 11 49 of the first bitmap.
const std::string kByHand = "0100" + std::string("\x72\x20\x00\x00\x00\x00\x80\x00", 8) +
                            "164242424242424242"
                            "000000"
                            "000000001999"
                            "1121123000"
                            "000001"
                            "978";

Message by_hand() {
  Message message("0100");
  message.set(2, "4242424242424242");
  message.set(3, "000000");
  message.set(4, "000000001999");
  message.set(7, "1121123000");
  message.set(11, "000001");
  message.set(49, "978");
  return message;
}

const Dialect& kAscii = *find_dialect("ascii");

// Every element of the dialect, each of its greatest size.
Message fullest() {
  Message message("0420");
  for (const Element& element : kAscii.elements) {
    const char fill = element.content == Content::binary ? '\xff' : '7';
    message.set(element.number, std::string(element.size, fill));
  }
  return message;
}

std::string encoded(const Message& message) {
  std::string problem;
  auto bytes = encode(kAscii, message, problem);
  EXPECT_TRUE(bytes) << problem;
  return bytes.value_or("");
}

std::string problem_of(std::string_view bytes) {
  std::string problem;
  EXPECT_FALSE(decode(kAscii, bytes, problem));
  return problem;
}

TEST(Codec, EncodesTheBytesOfTheStandard) { EXPECT_EQ(encoded(by_hand()), kByHand); }

TEST(Codec, DecodesTheBytesOfTheStandard) {
  std::string problem;
  EXPECT_EQ(decode(kAscii, kByHand, problem), by_hand());
  EXPECT_EQ(problem, "");
}

TEST(Codec, RoundTripsEveryElement) {
  std::string problem;
  EXPECT_EQ(decode(kAscii, encoded(fullest()), problem), fullest()) << problem;
}

TEST(Codec, AcceptsASecondaryBitmapWithoutElements) {
  std::string bytes = kByHand;
  bytes[4] = static_cast<char>(bytes[4] | 0x80);
  bytes.insert(12, 8, '\0');
  std::string problem;
  EXPECT_EQ(decode(kAscii, bytes, problem), by_hand()) << problem;
}

TEST(Codec, RefusesAMessageCutShortAtEveryByte) {
  const std::string whole = encoded(fullest());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A copy of exactly that size, so that ASan sees a read beyond it.
    const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    std::string problem;
    ASSERT_FALSE(decode(kAscii, {cut.data(), cut.size()}, problem)) << size;
    ASSERT_NE(problem, "") << size;
  }
}

TEST(Codec, RefusesBytesAfterTheLastElement) {
  EXPECT_THAT(problem_of(kByHand + "0"), HasSubstr("after the last element"));
}

TEST(Codec, RefusesAnElementTheDialectDoesNotHave) {
  std::string bytes = kByHand;
  bytes[4] = static_cast<char>(bytes[4] | 0x08);  // element 5
  EXPECT_THAT(problem_of(bytes), HasSubstr("Element 5 is not in the dialect"));
}

TEST(Codec, RefusesAThirdBitmap) {
  std::string bytes = kByHand;
  bytes[4] = static_cast<char>(bytes[4] | 0x80);
  bytes.insert(12, std::string("\x80\0\0\0\0\0\0\0", 8));  // element 65
  EXPECT_THAT(problem_of(bytes), HasSubstr("Element 65"));
}

TEST(Codec, RefusesWrongContentAndSizes) {
  const std::size_t number_size = 12;  // of the digits in front of element 2
  for (const char* size : {"00", "20", "99", "1x", " 1"}) {
    std::string bytes = kByHand;
    bytes.replace(number_size, 2, size);
    EXPECT_THAT(problem_of(bytes), HasSubstr("Element 2 cannot be read")) << size;
  }
  std::string bytes = kByHand;
  bytes[number_size + 2] = 'x';
  EXPECT_THAT(problem_of(bytes), HasSubstr("Element 2 cannot be read"));
  EXPECT_THAT(problem_of("01x0" + kByHand.substr(4)), HasSubstr("type"));
}

TEST(Codec, EncodeRefusesWhatDoesNotFitAndDoesNotRepeatIt) {
  const std::pair<int, std::string> wrong[] = {
      {2, "42424242424242424242"},  {2, ""},    {2, "4242-4242"}, {4, "1999"},
      {4, "1000000000000"},         {5, "1"},   {39, "0\x01"},    {41, "T1"},
      {48, std::string(1000, 'x')}, {49, "EUR"}};
  for (const auto& [number, value] : wrong) {
    Message message = by_hand();
    message.set(number, value);
    std::string problem;
    EXPECT_FALSE(encode(kAscii, message, problem)) << number;
    EXPECT_THAT(problem, HasSubstr("Element " + std::to_string(number) + " "));
    const bool telling = value.size() > 4;  // a shorter value may be part of any sentence
    EXPECT_FALSE(telling && problem.find(value) != std::string::npos) << problem;
  }
  std::string problem;
  EXPECT_FALSE(encode(kAscii, Message("10"), problem));
}

// Whatever decode accepts, encode writes again; whatever it refuses, it names a reason.
TEST(Codec, FuzzedBytesAreRefusedOrRoundTrip) {
  std::mt19937 random(20261121);
  const std::string seeds[] = {kByHand, encoded(fullest())};
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string bytes = seeds[random() % 2];
    const auto flips = 1 + random() % 4;
    for (unsigned i = 0; i < flips; ++i)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 8 == 0) bytes.resize(random() % bytes.size());
    std::string problem;
    const auto message = decode(kAscii, bytes, problem);
    ASSERT_EQ(message.has_value(), problem.empty()) << "round " << round;
    if (!message) continue;
    ++accepted;
    std::string again;
    ASSERT_EQ(decode(kAscii, encoded(*message), again), message) << "round " << round;
  }
  EXPECT_GT(accepted, 1000);  // the fuzz reaches both sides
}

}  // namespace
}  // namespace tollgate::card
