// Malformed and smuggling requests over real TCP: each with the status it must get, whether the
// connection survives, and what the handler may see. Every case that ends its connection is
// followed by a request that must never reach the handler.
#include <gmock/gmock.h>

#include <memory>
#include <ostream>

#include "gateway/adapters/http/edge/edge.h"
#include "tests/gateway/adapters/http/support/raw_client.h"
#include "tests/gateway/adapters/http/support/test_edge.h"

namespace tollgate::http {
namespace {

using namespace std::string_literals;
using Fate = RawClient::Fate;

struct HostileCase {
  const char* name;
  std::string bytes;
  int status;
  Fate fate = Fate::closed;
};

void PrintTo(const HostileCase& hostile, std::ostream* out) { *out << hostile.name; }

std::string head(const std::string& lines) { return "POST /x HTTP/1.1\r\n" + lines + "\r\n"; }
std::string with_host(const std::string& lines) { return head("Host: a\r\n" + lines); }
std::string chunked(const std::string& body) {
  return with_host("Transfer-Encoding: chunked\r\n") + body;
}
std::string line(const std::string& request_line) { return request_line + "\r\nHost: a\r\n\r\n"; }

std::vector<HostileCase> framing_cases() {
  return {
      {"LengthTwiceEqual", with_host("Content-Length: 3\r\nContent-Length: 3\r\n") + "abc", 400},
      {"LengthTwiceDifferent", with_host("Content-Length: 3\r\nContent-Length: 4\r\n") + "abc",
       400},
      {"LengthTwiceInTwoCases", with_host("Content-Length: 3\r\ncontent-length: 3\r\n") + "abc",
       400},
      {"LengthList", with_host("Content-Length: 3, 3\r\n") + "abc", 400},
      {"LengthListDifferent", with_host("Content-Length: 3,5\r\n") + "abc", 400},
      {"LengthWithPlus", with_host("Content-Length: +3\r\n") + "abc", 400},
      {"LengthNegative", with_host("Content-Length: -1\r\n"), 400},
      {"LengthHex", with_host("Content-Length: 0x3\r\n") + "abc", 400},
      {"LengthEmpty", with_host("Content-Length:\r\n"), 400},
      {"LengthWithSpaceInside", with_host("Content-Length: 1 0\r\n") + "abc", 400},
      {"LengthBeyond64Bits", with_host("Content-Length: 99999999999999999999\r\n"), 400},
      {"LengthWraps", with_host("Content-Length: 18446744073709551619\r\n") + "abc", 400},
      {"LengthTooLarge", with_host("Content-Length: 65537\r\n"), 413},
      {"LengthTooLargeWithExpect", with_host("Content-Length: 65537\r\nExpect: 100-continue\r\n"),
       413},
      {"LengthThenCoding",
       with_host("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
      {"CodingThenLength",
       with_host("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n") + "0\r\n\r\n", 400},
      {"CodingWithZeroLength",
       with_host("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
      {"CodingTwice",
       with_host("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
       400},
      {"CodingTwiceIdentity",
       with_host("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n") + "0\r\n\r\n",
       400},
      {"CodingIdentity", with_host("Transfer-Encoding: identity\r\n"), 501},
      {"CodingUnknown", with_host("Transfer-Encoding: xchunked\r\n") + "0\r\n\r\n", 501},
      {"CodingGzipChunked", with_host("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n", 501},
      {"CodingChunkedGzip", with_host("Transfer-Encoding: chunked, gzip\r\n") + "0\r\n\r\n", 501},
      {"CodingChunkedChunked", with_host("Transfer-Encoding: chunked, chunked\r\n") + "0\r\n\r\n",
       501},
      {"CodingWithParameter", with_host("Transfer-Encoding: chunked;q=1\r\n") + "0\r\n\r\n", 501},
      {"CodingQuoted", with_host("Transfer-Encoding: \"chunked\"\r\n") + "0\r\n\r\n", 501},
      {"CodingEmpty", with_host("Transfer-Encoding:\r\n"), 501},
      {"CodingVerticalTab",
       with_host("Transfer-Encoding: \x0b"
                 "chunked\r\n") +
           "0\r\n\r\n",
       400},
      {"CodingSpaceBeforeColon", with_host("Transfer-Encoding : chunked\r\n") + "0\r\n\r\n", 400},
      {"CodingFolded", with_host("Transfer-Encoding:\r\n chunked\r\n") + "0\r\n\r\n", 400},
      {"CodingOnHttp10", "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"CodingUpperCase", with_host("Transfer-Encoding: CHUNKED\r\n") + "0\r\n\r\n", 200,
       Fate::open},
  };
}

std::vector<HostileCase> chunk_cases() {
  return {
      {"ChunkSizeNotHex", chunked("g\r\nabc\r\n0\r\n\r\n"), 400},
      {"ChunkSizeHexPrefix", chunked("0x3\r\nabc\r\n0\r\n\r\n"), 400},
      {"ChunkSizeNegative", chunked("-3\r\nabc\r\n0\r\n\r\n"), 400},
      {"ChunkSizePlus", chunked("+3\r\nabc\r\n0\r\n\r\n"), 400},
      {"ChunkSizeEmpty", chunked("\r\nabc\r\n0\r\n\r\n"), 400},
      {"ChunkSizeLeadingSpace", chunked(" 3\r\nabc\r\n0\r\n\r\n"), 400},
      {"ChunkSizeTrailingSpace", chunked("3 \r\nabc\r\n0\r\n\r\n"), 400},
      {"ChunkSizeOverflow", chunked("fffffffffffffffff\r\nabc"), 400},
      {"ChunkSizeWraps", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n"), 400},
      {"ChunkSizeTooLarge", chunked("10001\r\n"), 413},
      {"ChunksTogetherTooLarge", chunked("8000\r\n" + std::string(0x8000, 'a') + "\r\n8001\r\n"),
       413},
      {"ChunkBareLineFeed", chunked("3\nabc\r\n0\r\n\r\n"), 400},
      {"ChunkBareCarriageReturn", chunked("3\rabc\r\n0\r\n\r\n"), 400},
      {"ChunkDataTooLong", chunked("3\r\nabcd\r\n0\r\n\r\n"), 400},
      {"ChunkDataWithoutEnd", chunked("3\r\nabc0\r\n\r\n"), 400},
      {"ChunkExtensionBareLineFeed", chunked("3;a\nb\r\nabc\r\n0\r\n\r\n"), 400},
      {"ChunkExtensionNul", chunked("3;a\0b\r\nabc\r\n0\r\n\r\n"s), 400},
      {"ChunkExtensionTooLong", chunked("3;a=" + std::string(300, 'b')), 400},
      {"ChunkLastZeros", chunked("000\r\n\r\n"), 200, Fate::open},
      {"ChunkExtensionFine", chunked("3;a=b;c=\"d\"\r\nabc\r\n0;e\r\n\r\n"), 200, Fate::open},
      {"Trailer", chunked("0\r\nX-Later: 1\r\n\r\n"), 400},
      {"TrailerLength", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400},
      {"TrailerHost", chunked("3\r\nabc\r\n0\r\nHost: b\r\n\r\n"), 400},
      {"TrailerTooLong", chunked("0\r\nX: " + std::string(400, 'x')), 400},
  };
}

std::vector<HostileCase> line_cases() {
  return {
      {"LineFeedsOnly", "GET /x HTTP/1.1\nHost: a\n\n", 400},
      {"LineFeedAfterRequestLine", "GET /x HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"LineFeedInHeader", with_host("A: b\nC: d\r\n"), 400},
      {"LineFeedAtTheEnd", "GET /x HTTP/1.1\r\nHost: a\r\n\n", 400},
      {"CarriageReturnInHeader", with_host("A: b\rC: d\r\n"), 400},
      {"CarriageReturnTwice", with_host("A: b\r\r\n"), 400},
      {"NulInName", with_host("A\0B: c\r\n"s), 400},
      {"NulInValue", with_host("A: b\0c\r\n"s), 400},
      {"ControlInValue",
       with_host("A: b\x01"
                 "c\r\n"),
       400},
      {"DeleteInValue", with_host("A: b\x7f\r\n"), 400},
      {"Folded", with_host("A: b\r\n c\r\n"), 400},
      {"FoldedWithTab", with_host("A: b\r\n\tc\r\n"), 400},
      {"FoldedFirst", head(" A: b\r\nHost: a\r\n"), 400},
      {"SpaceBeforeColon", with_host("A : b\r\n"), 400},
      {"NoColon", with_host("Nonsense\r\n"), 400},
      {"NoName", with_host(": b\r\n"), 400},
      {"NameNotAToken", with_host("A(b): c\r\n"), 400},
      {"NameNotAscii", with_host("\xc3\xa4: c\r\n"), 400},
      {"LeadingSpace", " GET /x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"LeadingEmptyLine", "\r\n" + get("/x"), 200, Fate::open},
      {"LeadingEmptyLines", "\r\n\r\n" + get("/x"), 400},
      {"LeadingLineFeed", "\n" + get("/x"), 400},
      {"HeadTooLarge", with_host("A: " + std::string(17'000, 'a')), 431},
      {"TargetTooLong", line("GET /" + std::string(17'000, 'a') + " HTTP/1.1"), 431},
      {"TooManyHeaders",
       [] {
         std::string lines;
         for (int i = 0; i < 101; ++i) lines += "A: b\r\n";
         return with_host(lines);
       }(),
       431},
      {"TlsHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
  };
}

std::vector<HostileCase> request_line_cases() {
  return {
      {"HostMissing", "GET /x HTTP/1.1\r\nA: b\r\n\r\n", 400},
      {"HostTwice", head("Host: a\r\nHost: a\r\n"), 400},
      {"HostEmpty", head("Host:\r\n"), 400},
      {"HostList", head("Host: a, b\r\n"), 400},
      {"HostWithSpace", head("Host: a b\r\n"), 400},
      {"HostWithUser", head("Host: user@a\r\n"), 400},
      {"HostWithPath", head("Host: a/b\r\n"), 400},
      {"HostBadPort", head("Host: a:x\r\n"), 400},
      {"HostBracketOpen", head("Host: [::1\r\n"), 400},
      {"HostIpv6", head("Host: [::1]:8080\r\n"), 200, Fate::open},
      {"TargetAbsolute", line("GET http://b/x HTTP/1.1"), 400},
      {"TargetAuthority", line("GET b:80 HTTP/1.1"), 400},
      {"TargetEmpty", line("GET  HTTP/1.1"), 400},
      {"TargetRelative", line("GET x HTTP/1.1"), 400},
      {"TargetAsteriskWithGet", line("GET * HTTP/1.1"), 400},
      {"TargetAsteriskWithOptions", line("OPTIONS * HTTP/1.1"), 200, Fate::open},
      {"TargetFragment", line("GET /x#y HTTP/1.1"), 400},
      {"TargetNotAscii", line("GET /\xc3\xa4 HTTP/1.1"), 400},
      {"TargetControl", line("GET /a\x01 HTTP/1.1"), 400},
      {"TargetWithSpace", line("GET /a b HTTP/1.1"), 400},
      {"TargetWithTab", line("GET\t/a HTTP/1.1"), 400},
      {"MethodUnknown", line("BREW /x HTTP/1.1"), 501},
      {"MethodLowerCase", line("get /x HTTP/1.1"), 501},
      {"MethodConnect", line("CONNECT b:80 HTTP/1.1"), 501},
      {"MethodTrace", line("TRACE /x HTTP/1.1"), 501},
      {"MethodNotAToken", line("G@T /x HTTP/1.1"), 400},
      {"VersionMissing", line("GET /x"), 400},
      {"VersionHttp2", line("GET /x HTTP/2.0"), 505},
      {"VersionHttp12", line("GET /x HTTP/1.2"), 505},
      {"VersionHttp09", line("GET /x HTTP/0.9"), 505},
      {"VersionLowerCase", line("GET /x http/1.1"), 400},
      {"VersionPadded", line("GET /x HTTP/1.1 "), 400},
      {"VersionLong", line("GET /x HTTP/1.10"), 400},
      {"VersionOther", line("GET /x ICY/1.1"), 400},
      {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"ExpectUnknown", with_host("Content-Length: 3\r\nExpect: 200-ok\r\n"), 417},
      {"ConnectionMalformed", with_host("Connection: close;;\r\n"), 400},
  };
}

class Hostile : public testing::TestWithParam<HostileCase> {
 protected:
  static void SetUpTestSuite() { edge_ = std::make_unique<TestEdge>(); }
  static void TearDownTestSuite() { edge_.reset(); }
  static std::unique_ptr<TestEdge> edge_;
};
std::unique_ptr<TestEdge> Hostile::edge_;

TEST_P(Hostile, GetsItsAnswerAndSmugglesNothing) {
  const HostileCase& hostile = GetParam();
  edge_->forget_requests();
  RawClient client(edge_->port());
  ASSERT_TRUE(client.send(hostile.bytes));
  ASSERT_TRUE(client.send(get("/smuggled")));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, hostile.status) << answer->body;
  EXPECT_NE(answer->header("Request-Id"), "");
  EXPECT_NE(answer->header("Date"), "");

  if (hostile.fate == Fate::open) {
    EXPECT_EQ(answer->header("Connection"), "keep-alive");
    const auto next = client.read_answer();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->body, "GET /smuggled ") << "the framing was lost";
    EXPECT_EQ(edge_->requests().size(), 2u);
    return;
  }
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_EQ(answer->header("Content-Type"), "application/problem+json");
  EXPECT_EQ(client.fate(), Fate::closed);
  EXPECT_EQ(client.unread(), "") << "a second answer was sent";
  EXPECT_TRUE(edge_->requests().empty()) << edge_->requests()[0].target;
}

std::string name_of(const testing::TestParamInfo<HostileCase>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Framing, Hostile, testing::ValuesIn(framing_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Chunks, Hostile, testing::ValuesIn(chunk_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Lines, Hostile, testing::ValuesIn(line_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(RequestLine, Hostile, testing::ValuesIn(request_line_cases()), name_of);

// The bytes of a refused body look like requests; the server has answered and must not read on.
TEST(HostileBody, IsNeverParsedAsRequests) {
  TestEdge edge;
  RawClient client(edge.port());
  std::string body;
  while (body.size() < 300'000) body += get("/smuggled");
  ASSERT_TRUE(client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 999999\r\n\r\n"));
  client.send(body);  // the server may stop taking it at any point
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer) << "the answer was lost to a reset";
  EXPECT_EQ(answer->status, 413);
  client.half_close();
  EXPECT_EQ(client.fate(), Fate::closed);
  EXPECT_TRUE(edge.requests().empty());
  EXPECT_EQ(edge->stats().answers_by_class[4], 1u);
}

}  // namespace
}  // namespace tollgate::http
