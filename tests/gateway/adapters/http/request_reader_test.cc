// The reader without sockets: the same bytes in every cut must read the same.
#include "gateway/adapters/http/edge/request_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace tollgate::http {
namespace {

using State = RequestReader::State;

constexpr RequestReader::Limits kLimits{1024, 64, 10};

// Feeds `bytes` in pieces of `step`, keeping what the reader leaves, as a connection does.
State feed_in_pieces(RequestReader& reader, const std::string& bytes, std::size_t step) {
  std::string kept;
  for (std::size_t at = 0; at < bytes.size() && reader.state() != State::complete; at += step) {
    kept += bytes.substr(at, step);
    kept.erase(0, reader.feed(kept));
    if (reader.state() == State::refused) break;
  }
  return reader.state();
}

TEST(RequestReader, ReadsTheSameHoweverTheBytesAreCut) {
  const std::string bytes =
      "\r\nPOST /a?b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    RequestReader reader(kLimits);
    ASSERT_EQ(feed_in_pieces(reader, bytes, step), State::complete) << "pieces of " << step;
    EXPECT_EQ(reader.request().target, "/a?b");
    EXPECT_EQ(reader.request().headers.size(), 2u);
    EXPECT_EQ(reader.request().body, "hello world");
    EXPECT_TRUE(reader.keep_alive());
  }
}

TEST(RequestReader, RefusesTheSameHoweverTheBytesAreCut) {
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    RequestReader reader(kLimits);
    ASSERT_EQ(feed_in_pieces(reader, bytes, step), State::refused) << "pieces of " << step;
    EXPECT_EQ(reader.refusal().code, "malformed_request");
  }
}

TEST(RequestReader, LeavesTheNextRequestAlone) {
  const std::string first = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi";
  const std::string second = "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n";
  RequestReader reader(kLimits);
  EXPECT_EQ(reader.feed(first + second), first.size());
  EXPECT_EQ(reader.state(), State::complete);
  reader.reset();
  EXPECT_EQ(reader.state(), State::waiting);
  EXPECT_EQ(reader.feed(second), second.size());
  EXPECT_EQ(reader.request().target, "/2");
  EXPECT_TRUE(reader.request().body.empty());
}

TEST(RequestReader, HoldsItsLimitsExactly) {
  const auto state_with = [](std::size_t body, std::size_t padding, std::size_t headers) {
    std::string bytes = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body);
    bytes += "\r\nP: " + std::string(padding, 'p') + "\r\n";
    for (std::size_t i = 3; i < headers; ++i) bytes += "H: v\r\n";
    RequestReader reader(kLimits);
    reader.feed(bytes + "\r\n" + std::string(body, 'b'));
    return std::pair(reader.state(), reader.refusal().code);
  };
  EXPECT_EQ(state_with(64, 1, 3).first, State::complete);
  EXPECT_EQ(state_with(65, 1, 3).second, "payload_too_large");
  EXPECT_EQ(state_with(1, 1, 10).first, State::complete);
  EXPECT_EQ(state_with(1, 1, 11).second, "header_too_large");
  const std::size_t others =
      std::string("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nP: \r\n\r\n").size();
  EXPECT_EQ(state_with(1, 1024 - others, 3).first, State::complete);
  EXPECT_EQ(state_with(1, 1025 - others, 3).second, "header_too_large");
}

TEST(RequestReader, RefusesAnEndlessHeadBeforeItEnds) {
  RequestReader reader(kLimits);
  std::string bytes = "GET / HTTP/1.1\r\nA: ";
  while (reader.state() != State::refused && bytes.size() < 5000) {
    bytes += 'a';
    reader.feed(bytes);
  }
  EXPECT_EQ(reader.refusal().code, "header_too_large");
  EXPECT_EQ(bytes.size(), 1025u);
}

// What the parser cannot use yet is kept by the connection, so it must have an end.
TEST(RequestReader, RefusesEndlessChunkLinesAndTrailers) {
  for (const char* begin : {"5;a=", "0\r\nX: "}) {
    RequestReader reader(kLimits);
    std::string kept = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    kept.erase(0, reader.feed(kept));
    kept += begin;
    while (reader.state() != State::refused && kept.size() < 5000) {
      kept += 'b';
      kept.erase(0, reader.feed(kept));
    }
    EXPECT_EQ(reader.state(), State::refused) << begin;
    EXPECT_LE(kept.size(), 257u) << begin;
  }
}

TEST(RequestReader, KnowsWhoWantsToStay) {
  const auto keep_alive = [](const std::string& head) {
    RequestReader reader(kLimits);
    reader.feed(head + "\r\n");
    EXPECT_EQ(reader.state(), State::complete) << head;
    return reader.keep_alive();
  };
  EXPECT_TRUE(keep_alive("GET / HTTP/1.1\r\nHost: h\r\n"));
  EXPECT_FALSE(keep_alive("GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n"));
  EXPECT_FALSE(keep_alive("GET / HTTP/1.1\r\nHost: h\r\nConnection: te, close\r\n"));
  EXPECT_FALSE(keep_alive("GET / HTTP/1.0\r\n"));
  EXPECT_TRUE(keep_alive("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n"));
}

}  // namespace
}  // namespace tollgate::http
