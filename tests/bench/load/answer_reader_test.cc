#include "tests/bench/load/answer_reader.h"

#include <gmock/gmock.h>

#include <string>

namespace tollgate::bench {
namespace {

using State = AnswerReader::State;

constexpr std::string_view kAnswer =
    "HTTP/1.1 201 Created\r\nDate: now\r\nContent-Length: 5\r\nContent-Type: "
    "text/plain\r\n\r\nhello";

TEST(AnswerReader, ReadsOneAnswerAfterAnother) {
  AnswerReader reader;
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(reader.feed(kAnswer), State::complete);
    EXPECT_EQ(reader.answer().status, 201);
    EXPECT_EQ(reader.answer().body, "hello");
  }
}

TEST(AnswerReader, ReadsAnAnswerCutAnywhere) {
  for (std::size_t cut = 1; cut < kAnswer.size(); ++cut) {
    AnswerReader reader;
    ASSERT_EQ(reader.feed(kAnswer.substr(0, cut)), State::incomplete) << cut;
    ASSERT_EQ(reader.feed(kAnswer.substr(cut)), State::complete) << cut;
    EXPECT_EQ(reader.answer().body, "hello");
    ASSERT_EQ(reader.feed(kAnswer), State::complete) << cut;
  }
}

TEST(AnswerReader, RefusesWhatItWasNotAskedFor) {
  EXPECT_EQ(AnswerReader().feed(std::string(kAnswer) + "H"), State::malformed);
  EXPECT_EQ(AnswerReader().feed("HTTP/1.1 200 OK\r\n\r\n"), State::malformed);
  EXPECT_EQ(AnswerReader().feed("SSH-2.0 200\r\nContent-Length: 0\r\n\r\n"), State::malformed);
  EXPECT_EQ(AnswerReader().feed("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n"),
            State::malformed);
}

}  // namespace
}  // namespace tollgate::bench
