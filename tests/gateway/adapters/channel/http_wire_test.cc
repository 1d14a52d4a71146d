// Every result of an HTTP exchange, against real sockets. The question behind each: may the
// server have acted on the request?
#include "gateway/adapters/channel/http_wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/gateway/adapters/channel/channel_test_support.h"
#include "tests/gateway/adapters/channel/test_server.h"

namespace tollgate::channel {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

WireMessage message_to(const std::string& url, std::chrono::milliseconds timeout = 30s) {
  WireMessage message;
  message.kind = WireKind::http;
  message.method = "POST";
  message.url = url;
  message.timeout = timeout;
  message.body = Secret("charge me");
  return message;
}

std::string answer(std::string_view status, std::string_view body, std::string_view headers = "") {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

// Reads a request and answers with these bytes, then closes.
TestServer::Serve say(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, int) {
    if (peer.read_http()) peer.write(bytes);
  };
}

WireReply exchange(const std::string& url, std::chrono::milliseconds timeout = 30s) {
  HttpWire wire{HttpWire::Options{}};
  return run(wire.exchange(message_to(url, timeout)));
}

TEST(HttpWire, SendsTheMessageAndBringsTheReply) {
  std::string seen;
  TestServer server([&seen](Peer& peer, int) {
    seen = peer.read_http().value_or("");
    peer.write(answer("201 Created", "done", "X-One: 1\r\nX-ONE: 2\r\n"));
  });
  HttpWire wire{HttpWire::Options{}};
  auto message = message_to(server.url());
  message.headers = {{"Authorization", "Bearer key"}, {"X-Empty", ""}};
  const WireReply reply = run(wire.exchange(std::move(message)));
  server.stop();

  EXPECT_EQ(reply.status, WireStatus::ok);
  EXPECT_EQ(reply.http_status, 201);
  EXPECT_EQ(reply.body.reveal(), "done");
  EXPECT_THAT(reply.headers,
              ::testing::Contains(std::pair<std::string, std::string>("x-one", "1")));
  EXPECT_THAT(reply.headers,
              ::testing::Contains(std::pair<std::string, std::string>("x-one", "2")));
  EXPECT_THAT(seen, ::testing::StartsWith("POST /pay HTTP/1.1\r\n"));
  EXPECT_THAT(seen, HasSubstr("Authorization: Bearer key\r\n"));
  EXPECT_THAT(seen, HasSubstr("X-Empty:\r\n"));
  EXPECT_THAT(seen, ::testing::EndsWith("\r\n\r\ncharge me"));
  EXPECT_THAT(seen, Not(HasSubstr("Expect")));
}

TEST(HttpWire, SendsOtherMethodsWithAndWithoutABody) {
  TestServer server([](Peer& peer, int) {
    while (const auto request = peer.read_http())
      peer.write(answer("200 OK", request->substr(0, request->find(' ')) +
                                      request->substr(request->find("\r\n\r\n") + 4)));
  });
  HttpWire wire{HttpWire::Options{}};
  for (const auto& [method, body] : std::vector<std::pair<std::string, std::string>>{
           {"GET", ""}, {"POST", ""}, {"PUT", "x"}, {"DELETE", ""}, {"PATCH", "y"}}) {
    auto message = message_to(server.url());
    message.method = method;
    message.body = Secret(body);
    const WireReply reply = run(wire.exchange(std::move(message)));
    EXPECT_EQ(reply.status, WireStatus::ok) << method;
    EXPECT_EQ(reply.body.reveal(), method + body);
  }
}

TEST(HttpWire, UsesAConnectionAgain) {
  TestServer server([](Peer& peer, int) {
    while (peer.read_http()) peer.write(answer("200 OK", "yes"));
  });
  HttpWire wire{HttpWire::Options{}};
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(run(wire.exchange(message_to(server.url()))).status, WireStatus::ok);
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpWire, NotSentWhenNobodyListens) {
  const ClosedPort port;
  const WireReply reply = exchange("http://127.0.0.1:" + std::to_string(port.port()) + "/");
  EXPECT_EQ(reply.status, WireStatus::not_sent);
  EXPECT_EQ(reply.reason, "connect_failed");
}

TEST(HttpWire, NotSentWhenTheNameDoesNotResolve) {
  EXPECT_EQ(exchange("http://no-such-host.invalid/", 5s).status, WireStatus::not_sent);
}

TEST(HttpWire, NotSentWhenTlsFails) {
  TestServer server([](Peer& peer, int) { peer.write("this is not TLS"); });
  const WireReply reply = exchange("https://" + server.address() + "/");
  EXPECT_EQ(reply.status, WireStatus::not_sent);
  EXPECT_EQ(reply.reason, "tls_failed");
}

TEST(HttpWire, NotSentToAnotherProtocol) {
  EXPECT_EQ(exchange("file:///etc/hostname").status, WireStatus::not_sent);
  EXPECT_EQ(exchange("gopher://127.0.0.1/").status, WireStatus::not_sent);
}

TEST(HttpWire, NoReplyWhenTheServerHangs) {
  TestServer server([](Peer& peer, int) { peer.wait_for_end(); });
  const WireReply reply = exchange(server.url(), 100ms);
  EXPECT_EQ(reply.status, WireStatus::no_reply);
  EXPECT_EQ(reply.reason, "timeout");
}

TEST(HttpWire, NoReplyWhenTheAnswerStopsHalfWay) {
  TestServer server([](Peer& peer, int) {
    peer.read_http();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    peer.wait_for_end();
  });
  EXPECT_EQ(exchange(server.url(), 100ms).status, WireStatus::no_reply);
}

TEST(HttpWire, ClosedWhenTheConnectionBreaks) {
  TestServer silent([](Peer& peer, int) { peer.read_http(); });
  EXPECT_EQ(exchange(silent.url()).status, WireStatus::closed);
  TestServer rude([](Peer& peer, int) {
    peer.read_http();
    peer.reset();
  });
  EXPECT_EQ(exchange(rude.url()).status, WireStatus::closed);
  TestServer half(say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
  EXPECT_EQ(exchange(half.url()).status, WireStatus::closed);
}

TEST(HttpWire, NeverBelievesGarbage) {
  for (const char* garbage : {"yes!\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "\xff\xfe\x00",
                              "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"}) {
    TestServer server(say(garbage));
    const WireStatus status = exchange(server.url()).status;
    EXPECT_TRUE(status == WireStatus::closed || status == WireStatus::no_reply) << garbage;
  }
}

// libcurl by itself sends again when a pooled connection dies before the answer.
TEST(HttpWire, NeverSendsAgainOverADeadConnection) {
  std::atomic<int> requests{0};
  TestServer server([&requests](Peer& peer, int) {
    if (!peer.read_http()) return;
    ++requests;
    peer.write(answer("200 OK", "yes"));
    if (peer.read_http()) ++requests;  // acts on it, then dies without an answer
  });
  HttpWire wire{HttpWire::Options{}};
  for (const char* method : {"POST", "GET"}) {
    requests = 0;
    EXPECT_EQ(run(wire.exchange(message_to(server.url()))).status, WireStatus::ok);
    auto second = message_to(server.url());
    second.method = method;
    if (second.method == "GET") second.body.clear();
    EXPECT_EQ(run(wire.exchange(std::move(second))).status, WireStatus::closed);
    EXPECT_EQ(requests, 2) << method;
  }
}

TEST(HttpWire, BoundsTheBody) {
  TestServer said(
      say("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + std::string(2'000'000, 'x')));
  const WireReply reply = exchange(said.url());
  EXPECT_EQ(reply.status, WireStatus::no_reply);
  EXPECT_EQ(reply.reason, "body_too_large");

  TestServer endless([](Peer& peer, int) {
    peer.read_http();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "1000\r\n" + std::string(0x1000, 'x') + "\r\n";
    while (peer.write(chunk)) {
    }
  });
  EXPECT_EQ(exchange(endless.url()).reason, "body_too_large");
}

TEST(HttpWire, BoundsTheHeaders) {
  TestServer endless([](Peer& peer, int) {
    peer.read_http();
    peer.write("HTTP/1.1 200 OK\r\n");
    while (peer.write("X-More: 1\r\n")) {
    }
  });
  EXPECT_EQ(exchange(endless.url()).reason, "headers_too_large");
  TestServer wide(say("HTTP/1.1 200 OK\r\nX-Wide: " + std::string(70'000, 'x') + "\r\n\r\n"));
  EXPECT_EQ(exchange(wide.url()).reason, "headers_too_large");
}

TEST(HttpWire, DoesNotFollowARedirect) {
  TestServer target([](Peer&, int) {});
  TestServer server(say(answer("302 Found", "", "Location: " + target.url() + "\r\n")));
  EXPECT_EQ(exchange(server.url()).http_status, 302);
  EXPECT_EQ(target.connections(), 0);
}

TEST(HttpWire, UsesNoProxyOfTheEnvironment) {
  TestServer proxy([](Peer&, int) {});
  ::setenv("http_proxy", ("http://" + proxy.address()).c_str(), 1);
  TestServer server(say(answer("200 OK", "yes")));
  EXPECT_EQ(exchange(server.url()).status, WireStatus::ok);
  ::unsetenv("http_proxy");
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(HttpWire, CarriesManyAtOnce) {
  constexpr int kMany = 200;
  std::atomic<int> arrived{0};
  Signal all;
  TestServer server([&](Peer& peer, int) {
    const auto request = peer.read_http();
    if (!request) return;
    if (++arrived == kMany) all.set();
    all.wait();  // nobody is answered before everybody has asked
    peer.write(answer("200 OK", request->substr(request->find("\r\n\r\n") + 4)));
  });
  HttpWire wire{HttpWire::Options{}};
  boost::asio::io_context context(1);
  std::vector<std::future<WireReply>> replies;
  for (int i = 0; i < kMany; ++i) {
    auto message = message_to(server.url());
    message.body = Secret("number " + std::to_string(i));
    replies.push_back(
        boost::asio::co_spawn(context, wire.exchange(std::move(message)), boost::asio::use_future));
  }
  context.run();
  for (int i = 0; i < kMany; ++i)
    EXPECT_EQ(replies[static_cast<std::size_t>(i)].get().body.reveal(),
              "number " + std::to_string(i));
}

TEST(HttpWire, AnswersWhatIsUnderWayWhenItStops) {
  Signal arrived;
  TestServer server([&arrived](Peer& peer, int) {
    peer.read_http();
    arrived.set();
    peer.wait_for_end();
  });
  HttpWire wire{HttpWire::Options{}};
  std::thread stopper([&] {
    arrived.wait();
    wire.stop();
  });
  const WireReply reply = run(wire.exchange(message_to(server.url())));
  stopper.join();
  EXPECT_EQ(reply.status, WireStatus::no_reply);
  EXPECT_EQ(reply.reason, "wire_stopped");
  EXPECT_EQ(run(wire.exchange(message_to(server.url()))).status, WireStatus::not_sent);
}

}  // namespace
}  // namespace tollgate::channel
