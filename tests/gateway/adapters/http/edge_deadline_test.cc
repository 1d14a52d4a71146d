// The edge's deadlines hold on every request of a connection. Timeouts are short and tests wait
// for what must happen; nothing is asserted about how soon it does.
#include <gmock/gmock.h>

#include <mutex>
#include <vector>

#include "gateway/adapters/http/edge/edge.h"
#include "tests/gateway/adapters/http/support/raw_client.h"
#include "tests/gateway/adapters/http/support/test_edge.h"

namespace tollgate::http {
namespace {

using namespace std::chrono_literals;
using Fate = RawClient::Fate;

// Answers one ordinary request first, so that the deadline under test is a later request's.
void warm_up(RawClient& client) {
  ASSERT_TRUE(client.send(get("/first")));
  ASSERT_EQ(client.read_answer()->status, 200);
}

TEST(EdgeDeadline, HeadNotFinishedIs408) {
  EdgeOptions options;
  options.head_timeout = 100ms;
  TestEdge edge(options);
  RawClient client(edge.port());
  warm_up(client);
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a\r\n"));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_EQ(client.fate(), Fate::closed);
  EXPECT_EQ(edge->stats().head_timeouts, 1u);
}

TEST(EdgeDeadline, DrippingDoesNotExtendTheHead) {
  EdgeOptions options;
  options.head_timeout = 100ms;
  TestEdge edge(options);
  RawClient client(edge.port());
  warm_up(client);
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a\r\nX: "));
  // Ends only because the server hangs up: each byte comes well within the timeout.
  int drips = 0;
  while (client.fate(10ms) == Fate::open && drips < 2000) {
    client.send("x");
    ++drips;
  }
  EXPECT_LT(drips, 2000);
  EXPECT_EQ(edge->stats().head_timeouts, 1u);
}

TEST(EdgeDeadline, BodyNotFinishedIs408) {
  EdgeOptions options;
  options.body_timeout = 100ms;
  TestEdge edge(options);
  RawClient client(edge.port());
  warm_up(client);
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_EQ(client.fate(), Fate::closed);
  EXPECT_EQ(edge->stats().body_timeouts, 1u);
  EXPECT_EQ(edge.requests().size(), 1u);
}

TEST(EdgeDeadline, IdleConnectionsAreClosedSilently) {
  EdgeOptions options;
  options.idle_timeout = 100ms;
  TestEdge edge(options);
  RawClient client(edge.port());
  warm_up(client);
  EXPECT_EQ(client.fate(), Fate::closed);
  EXPECT_EQ(client.unread(), "");
  EXPECT_EQ(edge->stats().idle_timeouts, 1u);
}

TEST(EdgeDeadline, SilentNewConnectionsAreClosedSilently) {
  EdgeOptions options;
  options.head_timeout = 100ms;
  TestEdge edge(options);
  RawClient client(edge.port());
  EXPECT_EQ(client.fate(), Fate::closed);
  EXPECT_EQ(client.unread(), "");
}

TEST(EdgeDeadline, HandlerTooSlowIs503AndItsLateAnswerIsDropped) {
  EdgeOptions options;
  options.handler_timeout = 100ms;
  std::mutex mutex;
  std::vector<Responder> held;
  TestEdge edge(options, [&](const HttpRequest&, Responder responder) {
    const std::lock_guard lock(mutex);
    held.push_back(std::move(responder));
  });
  RawClient client(edge.port());
  ASSERT_TRUE(client.send(get("/slow")));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_NE(answer->header("Retry-After"), "");
  EXPECT_THAT(answer->body, testing::HasSubstr("Idempotency-Key"));
  EXPECT_EQ(edge->stats().in_flight, 1u) << "the handler still holds the request";
  {
    const std::lock_guard lock(mutex);
    held[0].send({});
  }
  EXPECT_TRUE(eventually([&] { return edge->stats().late_answers == 1; }));
  EXPECT_EQ(client.fate(), Fate::closed);
  EXPECT_EQ(client.unread(), "") << "the late answer was sent";
  EXPECT_EQ(edge->stats().in_flight, 0u);
  EXPECT_EQ(edge->stats().handler_timeouts, 1u);
}

TEST(EdgeDeadline, ClientThatDoesNotTakeItsAnswerIsClosed) {
  EdgeOptions options;
  options.write_timeout = 200ms;
  options.max_response_bytes = 64 << 20;
  TestEdge edge(options, [](const HttpRequest&, Responder responder) {
    HttpResponse response;
    response.body.assign(32 << 20, 'x');
    responder.send(std::move(response));
  });
  RawClient client(edge.port());
  ASSERT_TRUE(client.send(get("/big")));
  EXPECT_TRUE(eventually([&] { return edge->stats().open_connections == 0; }));
}

}  // namespace
}  // namespace tollgate::http
