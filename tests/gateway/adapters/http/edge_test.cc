// The edge over real TCP: what a well-behaved client sees.
#include "gateway/adapters/http/edge/edge.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "tests/gateway/adapters/http/support/raw_client.h"
#include "tests/gateway/adapters/http/support/test_edge.h"

namespace tollgate::http {
namespace {

using namespace std::string_literals;
using Fate = RawClient::Fate;
using testing::StartsWith;

TEST(Edge, AnswersOverAndOverOnOneConnection) {
  TestEdge edge;
  RawClient client(edge.port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(post("/v1/payments?a=1", std::to_string(i))));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "POST /v1/payments?a=1 " + std::to_string(i));
    EXPECT_EQ(answer->header("Connection"), "keep-alive");
    EXPECT_EQ(answer->header("Content-Type"), "text/plain");
    EXPECT_EQ(answer->header("Date").size(), 29u);
  }
  EXPECT_EQ(edge->stats().accepted_connections, 1u);
  EXPECT_EQ(edge->stats().answers_by_class[2], 3u);
}

TEST(Edge, GivesTheHandlerTheRequestExactly) {
  TestEdge edge;
  RawClient client(edge.port());
  const std::string body = "\x01\x00\xff\r\n"s;
  ASSERT_TRUE(
      client.send("POST /a%2Fb/../c?x=1&x=2&y=%20?z HTTP/1.1\r\nHost: shop.test:8080\r\n"
                  "x-tag:  one \r\nAccept:a\r\nX-Tag: two\r\nEmpty:\r\n"
                  "Content-Length: 5\r\n\r\n" +
                  body));
  ASSERT_TRUE(client.read_answer());
  const auto requests = edge.requests();
  ASSERT_EQ(requests.size(), 1u);
  const HttpRequest& request = requests[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/a%2Fb/../c?x=1&x=2&y=%20?z");
  EXPECT_EQ(request.path, "/a%2Fb/../c");
  EXPECT_TRUE(request.has_query);
  EXPECT_EQ(request.query, "x=1&x=2&y=%20?z");
  EXPECT_EQ(request.body, body);
  EXPECT_EQ(request.peer_address, "127.0.0.1");
  EXPECT_NE(request.received_at, Timestamp{});
  const std::vector<HeaderField> expected = {
      {"Host", "shop.test:8080"}, {"x-tag", "one"}, {"Accept", "a"},
      {"X-Tag", "two"},           {"Empty", ""},    {"Content-Length", "5"}};
  EXPECT_EQ(request.headers, expected);
}

TEST(Edge, TellsAnEmptyQueryFromNone) {
  TestEdge edge;
  RawClient client(edge.port());
  ASSERT_TRUE(client.send(get("/a?") + get("/a")));
  ASSERT_TRUE(client.read_answer());
  ASSERT_TRUE(client.read_answer());
  EXPECT_TRUE(edge.requests()[0].has_query);
  EXPECT_FALSE(edge.requests()[1].has_query);
}

TEST(Edge, ClosesWhenAskedTo) {
  EdgeOptions options;
  options.linger_timeout = std::chrono::minutes(5);  // so that only the client's end can close
  TestEdge edge(options);
  RawClient client(edge.port());
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_EQ(client.fate(), Fate::closed);
  client.half_close();
  EXPECT_TRUE(eventually([&] { return edge->stats().open_connections == 0; }));
}

TEST(Edge, Http10ClosesUnlessAskedToStay) {
  TestEdge edge;
  RawClient closing(edge.port());
  ASSERT_TRUE(closing.send("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_EQ(closing.read_answer()->header("Connection"), "close");
  EXPECT_EQ(closing.fate(), Fate::closed);

  RawClient staying(edge.port());
  ASSERT_TRUE(staying.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_EQ(staying.read_answer()->header("Connection"), "keep-alive");
  ASSERT_TRUE(staying.send("GET /2 HTTP/1.0\r\n\r\n"));
  EXPECT_EQ(staying.read_answer()->body, "GET /2 ");
}

TEST(Edge, HeadGetsTheLengthAndNoBody) {
  TestEdge edge;
  RawClient client(edge.port());
  ASSERT_TRUE(client.send("HEAD /long HTTP/1.1\r\nHost: a\r\n\r\n" + get("/next")));
  const auto head = client.read_answer(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->header("Content-Length"), std::to_string("HEAD /long "s.size()));
  const auto next = client.read_answer();
  ASSERT_TRUE(next) << "the HEAD's answer had a body";
  EXPECT_EQ(next->body, "GET /next ");
}

TEST(Edge, AnswersWithoutABodyWhereThereIsNone) {
  TestEdge edge({}, [](const HttpRequest&, Responder responder) {
    HttpResponse response;
    response.status = 204;
    response.body = "must not be sent";
    responder.send(std::move(response));
  });
  RawClient client(edge.port());
  ASSERT_TRUE(client.send(get("/") + get("/")));
  EXPECT_EQ(client.read_answer()->header("Content-Length"), "");
  EXPECT_EQ(client.read_answer()->status, 204);
  EXPECT_TRUE(client.unread().empty());
}

TEST(Edge, JoinsChunkedBodies) {
  TestEdge edge;
  RawClient client(edge.port());
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  ASSERT_TRUE(client.send(head + "4\r\nWiki\r\n0A;note=\"a b\"\r\npedia in\r\n\r\n0\r\n\r\n" +
                          get("/after")));
  EXPECT_EQ(client.read_answer()->body, "POST / Wikipedia in\r\n");
  EXPECT_EQ(client.read_answer()->body, "GET /after ");
}

TEST(Edge, AnswersRequestsThatArriveByteByByte) {
  TestEdge edge;
  RawClient client(edge.port());
  const std::string bytes =
      post("/one", "body") +
      "POST /two HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  for (const char byte : bytes) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.read_answer()->body, "POST /one body");
  EXPECT_EQ(client.read_answer()->body, "POST /two abc");
}

TEST(Edge, ContinuesOnlyWhenTheBodyIsHeldBack) {
  TestEdge edge;
  RawClient client(edge.port());
  const std::string head =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  ASSERT_TRUE(client.send(head));
  EXPECT_EQ(client.read_answer()->status, 100);
  ASSERT_TRUE(client.send("hi"));
  EXPECT_EQ(client.read_answer()->body, "POST / hi");
  ASSERT_TRUE(client.send(head + "yo"));
  EXPECT_EQ(client.read_answer()->status, 200) << "the body was there: no 100 is due";
}

TEST(Edge, AnswersAHalfClosedClient) {
  TestEdge edge;
  RawClient client(edge.port());
  ASSERT_TRUE(client.send(get("/1") + get("/2")));
  client.half_close();
  EXPECT_EQ(client.read_answer()->body, "GET /1 ");
  EXPECT_EQ(client.read_answer()->body, "GET /2 ");
  EXPECT_EQ(client.fate(), Fate::closed);
}

TEST(Edge, TellsAHalfClosedClientThatItsRequestIsIncomplete) {
  TestEdge edge;
  RawClient client(edge.port());
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"));
  client.half_close();
  EXPECT_EQ(client.read_answer()->status, 400);
  EXPECT_EQ(client.fate(), Fate::closed);
  EXPECT_TRUE(edge.requests().empty());
}

TEST(Edge, AcceptsAWellFormedRequestIdAndMakesOneOtherwise) {
  TestEdge edge;
  RawClient client(edge.port());
  const auto ask = [&](const std::string& fields) {
    EXPECT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"));
    return client.read_answer()->header("Request-Id");
  };
  EXPECT_EQ(ask("Request-Id: shop-1\r\n"), "shop-1");
  EXPECT_THAT(ask(""), StartsWith("req_"));
  EXPECT_THAT(ask("Request-Id: with space\r\n"), StartsWith("req_"));
  EXPECT_THAT(ask("Request-Id: " + std::string(65, 'a') + "\r\n"), StartsWith("req_"));
  EXPECT_EQ(ask("Request-Id: " + std::string(64, 'a') + "\r\n"), std::string(64, 'a'));
  EXPECT_THAT(ask("Request-Id: a\r\nRequest-Id: a\r\n"), StartsWith("req_"));
  EXPECT_EQ(edge.requests()[0].request_id, "shop-1");
  EXPECT_EQ(edge.requests()[1].request_id.size(), 30u);
}

TEST(Edge, NeverSendsAHeaderThatCouldEndALine) {
  TestEdge edge({}, [](const HttpRequest&, Responder responder) {
    HttpResponse response;
    response.headers = {
        {"X-Good", "1"},         {"X-Bad", "a\r\nInjected: 1"},   {"X-Nul", "a\0b"s},
        {"X Name", "1"},         {"X-Lf", "a\nInjected: 1"},      {"Content-Length", "99"},
        {"Connection", "close"}, {"Transfer-Encoding", "chunked"}};
    response.content_type = "text/plain\r\nInjected: 1";
    response.body = "ok";
    responder.send(std::move(response));
  });
  RawClient client(edge.port());
  ASSERT_TRUE(client.send(get("/")));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(answer->header("X-Good"), "1");
  for (const char* name :
       {"X-Bad", "X-Nul", "X Name", "X-Lf", "Injected", "Content-Type", "Transfer-Encoding"})
    EXPECT_EQ(answer->header(name), "") << name;
  EXPECT_EQ(answer->header("Content-Length"), "2");
  EXPECT_EQ(answer->header("Connection"), "keep-alive");
}

TEST(Edge, TurnsImpossibleAnswersInto500) {
  EdgeOptions options;
  options.max_response_bytes = 100;
  TestEdge edge(options, [](const HttpRequest& request, Responder responder) {
    HttpResponse response;
    if (request.path == "/status") response.status = 99;
    if (request.path == "/size") response.body.assign(101, 'x');
    if (request.path == "/dropped") return;
    if (request.path == "/thrown") throw std::runtime_error("a defect");
    responder.send(std::move(response));
  });
  RawClient client(edge.port());
  for (const char* path : {"/status", "/size", "/dropped", "/thrown"}) {
    ASSERT_TRUE(client.send(get(path)));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->status, 500) << path;
    EXPECT_THAT(answer->body, testing::HasSubstr(answer->header("Request-Id")));
  }
  ASSERT_TRUE(client.send(get("/fine")));
  EXPECT_EQ(client.read_answer()->status, 200);
  EXPECT_EQ(edge->stats().abandoned_requests, 2u);
}

TEST(Edge, ServesIpv6) {
  EdgeOptions options;
  options.address = "::";
  TestEdge edge(options);
  RawClient v6(edge.port(), "::1");
  RawClient v4(edge.port());
  ASSERT_TRUE(v6.send(get("/6")));
  EXPECT_EQ(v6.read_answer()->status, 200);
  ASSERT_TRUE(v4.send(get("/4")));
  EXPECT_EQ(v4.read_answer()->status, 200);
  EXPECT_EQ(edge.requests()[0].peer_address, "::1");
  EXPECT_EQ(edge.requests()[1].peer_address, "127.0.0.1");
}

TEST(Edge, SaysWhyItCannotListen) {
  TestEdge first;
  EdgeOptions options;
  options.port = first.port();
  Edge second(options, TestEdge::echo);
  const auto taken = second.start();
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, ErrorCode::unavailable);
  EXPECT_THAT(taken.error().message, testing::HasSubstr(std::to_string(first.port())));

  options.address = "localhost";
  Edge third(options, TestEdge::echo);
  const auto named = third.start();
  ASSERT_FALSE(named.ok());
  EXPECT_EQ(named.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace tollgate::http
