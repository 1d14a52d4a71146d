// Where a webhook may go, through the real way: libcurl, sockets, servers on loopback.
#include "gateway/adapters/webhook/sender.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

#include "tests/gateway/adapters/channel/test_server.h"
#include "tests/gateway/adapters/webhook/tls_server.h"

namespace tollgate::webhook {
namespace {

using channel::ClosedPort;
using channel::Peer;
using channel::TestServer;
using std::chrono_literals::operator""ms;
using testing::HasSubstr;

SenderOptions sandbox() {
  SenderOptions options;
  options.policy.allow_loopback = true;
  return options;
}

Message message_to(std::string url, Mode mode = Mode::test) {
  Message message;
  message.url = std::move(url);
  message.mode = mode;
  message.headers = {{"Content-Type", "application/cloudevents+json"}, {"webhook-id", "evt_1"}};
  message.body = R"({"hello":"world"})";
  return message;
}

Answer send(Sender& sender, Message message) {
  std::promise<Answer> promise;
  sender.submit(std::move(message), [&](Answer answer) { promise.set_value(std::move(answer)); });
  return promise.get_future().get();
}

Answer send(SenderOptions options, Message message) {
  Sender sender(std::move(options));
  return send(sender, std::move(message));
}

std::string reply(std::string_view status, std::string_view body, std::string_view headers = "") {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

TestServer::Serve say(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, int) {
    if (peer.read_http()) peer.write(bytes);
  };
}

// A listener on another loopback address than the servers of these tests, with a port of theirs.
class Listener {
 public:
  Listener(const char* address, int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, address, &name.sin_addr);
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0 ||
        ::listen(socket_, 8) != 0)
      throw std::runtime_error("cannot listen");
  }
  ~Listener() { ::close(socket_); }
  bool was_connected() const {
    pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, 0) > 0;
  }

 private:
  int socket_;
};

TEST(WebhookSender, PostsAndBringsTheAnswer) {
  std::string seen;
  TestServer server([&seen](Peer& peer, int) {
    seen = peer.read_http().value_or("");
    peer.write(reply("202 Accepted", "thanks"));
  });
  const Answer answer = send(sandbox(), message_to(server.url()));
  server.stop();
  EXPECT_EQ(answer.http_status, 202);
  EXPECT_EQ(answer.body, "thanks");
  EXPECT_EQ(answer.error, "");
  EXPECT_THAT(seen, testing::StartsWith("POST /pay HTTP/1.1\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nContent-Type: application/cloudevents+json\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nwebhook-id: evt_1\r\n"));
  EXPECT_THAT(seen, testing::EndsWith("\r\n\r\n{\"hello\":\"world\"}"));
}

TEST(WebhookSender, FollowsNoRedirectAndNoProxy) {
  TestServer elsewhere([](Peer&, int) {});
  TestServer server(say(reply("307 Temporary", "", "Location: " + elsewhere.url() + "\r\n")));
  ::setenv("http_proxy", ("http://" + elsewhere.address()).c_str(), 1);
  EXPECT_EQ(send(sandbox(), message_to(server.url())).http_status, 307);
  ::unsetenv("http_proxy");
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST(WebhookSender, NeverConnectsToAnAddressThatIsNotPublic) {
  // The addresses that a name could answer with; each is refused before a socket exists.
  const std::vector<std::string> addresses = {"127.0.0.1",
                                              "127.8.8.8",
                                              "0.0.0.0",
                                              "10.1.2.3",
                                              "172.16.0.1",
                                              "192.168.0.1",
                                              "169.254.169.254",
                                              "100.64.0.1",
                                              "192.0.2.1",
                                              "198.18.0.1",
                                              "198.51.100.1",
                                              "203.0.113.1",
                                              "224.0.0.1",
                                              "255.255.255.255",
                                              "192.0.0.8",
                                              "240.0.0.1",
                                              "[::1]",
                                              "[::]",
                                              "[::ffff:127.0.0.1]",
                                              "[::ffff:10.0.0.1]",
                                              "[::127.0.0.1]",
                                              "[64:ff9b::7f00:1]",
                                              "[2002:7f00:1::1]",
                                              "[2001:0:1::1]",
                                              "[fe80::1]",
                                              "[fc00::1]",
                                              "[fd00:ec2::254]",
                                              "[ff02::1]",
                                              "[2001:db8::1]"};
  std::string resolved;
  SenderOptions options;
  options.resolve = [&] { return std::vector{"shop.example.com:443:" + resolved}; };
  Sender sender(options);
  for (const Mode mode : {Mode::test, Mode::live}) {
    for (const std::string& address : addresses) {
      resolved = address;
      const Answer answer = send(sender, message_to("https://shop.example.com/hook", mode));
      EXPECT_TRUE(answer.address_refused) << address;
      EXPECT_EQ(answer.http_status, 0);
      EXPECT_THAT(answer.error, HasSubstr("Webhooks go to public addresses only.")) << address;
    }
  }
}

TEST(WebhookSender, TheSandboxsSwitchOpensLoopbackInTestModeOnly) {
  TestServer server(say(reply("200 OK", "")));
  const std::string port = std::to_string(server.port());
  SenderOptions options = sandbox();
  std::string resolved = "127.0.0.1";
  options.resolve = [&] {
    return std::vector{"shop.example.com:" + port + ":" + resolved,
                       "shop.example.com:443:" + resolved};
  };
  Sender sender(options);
  EXPECT_EQ(send(sender, message_to("http://shop.example.com:" + port + "/")).http_status, 200);
  EXPECT_TRUE(send(sender, message_to("https://shop.example.com/", Mode::live)).address_refused);
  resolved = "10.0.0.1";
  EXPECT_TRUE(send(sender, message_to("http://shop.example.com:" + port + "/")).address_refused);
}

// A name that answers with an allowed address when it is looked at, and with a forbidden one when
// it is connected to. 127.0.0.1 stands for the public address, 127.0.0.2 for the inside.
TEST(WebhookSender, ANameThatRebindsGainsNothing) {
  TestServer outside([](Peer& peer, int) {
    if (peer.read_http()) peer.write(reply("200 OK", "outside"));
  });
  const Listener inside("127.0.0.2", outside.port());
  std::atomic<int> asked{0};
  SenderOptions options = sandbox();
  options.resolve = [&] {
    const std::string answer = ++asked == 1 ? "127.0.0.1" : "127.0.0.2";
    return std::vector{"rebind.example.com:" + std::to_string(outside.port()) + ":" + answer};
  };
  options.refuse_address = [](const IpAddress& address) -> std::optional<std::string> {
    if (address.str() == "127.0.0.1") return std::nullopt;
    return "an address of the inside";
  };
  const std::string url = "http://rebind.example.com:" + std::to_string(outside.port()) + "/";
  Sender sender(options);
  EXPECT_EQ(send(sender, message_to(url)).body, "outside");
  for (int i = 0; i < 3; ++i) {
    const Answer second = send(sender, message_to(url));
    EXPECT_TRUE(second.address_refused);
    EXPECT_THAT(second.error, HasSubstr("127.0.0.2, an address of the inside"));
  }
  EXPECT_EQ(asked, 4);
  EXPECT_EQ(outside.connections(), 1);
  EXPECT_FALSE(inside.was_connected());

  // The same way without the check does reach the inside: the test can fail.
  SenderOptions unguarded = options;
  unguarded.refuse_address = [](const IpAddress&) { return std::nullopt; };
  unguarded.timeout = 300ms;
  send(unguarded, message_to(url));
  EXPECT_TRUE(inside.was_connected());
}

TEST(WebhookSender, OfSeveralAddressesOnlyAllowedOnesAreTried) {
  TestServer outside(say(reply("200 OK", "outside")));
  const Listener inside("127.0.0.2", outside.port());
  SenderOptions options = sandbox();
  options.resolve = [&] {
    return std::vector{"shop.example.com:" + std::to_string(outside.port()) +
                       ":127.0.0.2,127.0.0.1"};
  };
  options.refuse_address = [](const IpAddress& address) -> std::optional<std::string> {
    if (address.str() == "127.0.0.1") return std::nullopt;
    return "an address of the inside";
  };
  const auto url = "http://shop.example.com:" + std::to_string(outside.port()) + "/";
  EXPECT_EQ(send(options, message_to(url)).body, "outside");
  EXPECT_FALSE(inside.was_connected());
}

TEST(WebhookSender, AStoredUrlIsCheckedAtEveryAttempt) {
  TestServer server([](Peer&, int) {});
  const Answer answer = send(SenderOptions{}, message_to(server.url()));  // no sandbox any more
  EXPECT_THAT(answer.error, HasSubstr("The endpoint's url must begin with https://."));
  EXPECT_EQ(server.connections(), 0);
}

TEST(WebhookSender, SaysWhyThereIsNoAnswer) {
  const ClosedPort closed;
  EXPECT_EQ(send(sandbox(), message_to("http://127.0.0.1:" + std::to_string(closed.port()))).error,
            "The endpoint takes no connections.");
  TestServer hanging([](Peer& peer, int) { peer.wait_for_end(); });
  SenderOptions hasty = sandbox();
  hasty.timeout = 200ms;
  EXPECT_THAT(send(hasty, message_to(hanging.url())).error,
              HasSubstr("did not answer within 1 s."));
  TestServer rude([](Peer& peer, int) { peer.read_http(); });
  EXPECT_EQ(send(sandbox(), message_to(rude.url())).error,
            "The connection broke before the endpoint had answered.");
  TestServer no_tls([](Peer& peer, int) { peer.write("this is not TLS"); });
  EXPECT_EQ(send(sandbox(), message_to("https://" + no_tls.address() + "/")).error,
            "The endpoint does not speak TLS 1.2 or newer.");
}

TEST(WebhookSender, BelievesACertificateOfTheRightNameOnly) {
  const test::TlsServer server;
  SenderOptions options = sandbox();
  options.ca_file = server.certificate();
  options.resolve = [&] {
    return std::vector{"shop.example.com:" + server.port() + ":127.0.0.1",
                       "other.example.com:" + server.port() + ":127.0.0.1"};
  };
  const Answer right =
      send(options, message_to("https://shop.example.com:" + server.port() + "/hook"));
  EXPECT_EQ(right.http_status, 200);
  EXPECT_EQ(right.body, "17");
  const std::string unproven =
      "The endpoint's certificate does not hold for its name, or nobody known signed it.";
  EXPECT_EQ(send(options, message_to("https://other.example.com:" + server.port() + "/")).error,
            unproven);
  options.ca_file.clear();  // the system's authorities do not know the signer
  EXPECT_EQ(send(options, message_to("https://shop.example.com:" + server.port() + "/")).error,
            unproven);
}

TEST(WebhookSender, BoundsWhatComesBack) {
  TestServer endless([](Peer& peer, int) {
    peer.read_http();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "1000\r\n" + std::string(0x1000, 'x') + "\r\n";
    while (peer.write(chunk)) {
    }
  });
  const Answer cut = send(sandbox(), message_to(endless.url()));
  EXPECT_EQ(cut.http_status, 200);
  EXPECT_EQ(cut.body, std::string(512, 'x'));
  TestServer headers([](Peer& peer, int) {
    peer.read_http();
    peer.write("HTTP/1.1 200 OK\r\n");
    while (peer.write("X-More: 1\r\n")) {
    }
  });
  EXPECT_EQ(send(sandbox(), message_to(headers.url())).error,
            "The endpoint's answer has too many header fields.");
}

TEST(WebhookSender, ReadsRetryAfter) {
  TestServer seconds(say(reply("503 Away", "", "Retry-After: 120\r\n")));
  EXPECT_EQ(send(sandbox(), message_to(seconds.url())).retry_after, std::chrono::seconds(120));
  TestServer past(say(reply("503 Away", "", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n")));
  EXPECT_EQ(send(sandbox(), message_to(past.url())).retry_after, Duration(0));
  TestServer future(say(reply("503 Away", "", "Retry-After: Tue, 01 Jan 2999 00:00:00 GMT\r\n")));
  EXPECT_GT(send(sandbox(), message_to(future.url())).retry_after, std::chrono::hours(24));
  TestServer garbage(say(reply("503 Away", "", "Retry-After: soon\r\n")));
  EXPECT_EQ(send(sandbox(), message_to(garbage.url())).retry_after, Duration(0));
}

TEST(WebhookSender, AnswersWhatIsUnderWayWhenItStops) {
  std::promise<void> arrived;
  TestServer server([&](Peer& peer, int) {
    peer.read_http();
    arrived.set_value();
    peer.wait_for_end();
  });
  Sender sender(sandbox());
  std::promise<Answer> promise;
  sender.submit(message_to(server.url()),
                [&](Answer answer) { promise.set_value(std::move(answer)); });
  arrived.get_future().wait();
  sender.stop();
  EXPECT_EQ(promise.get_future().get().error,
            "The gateway stopped before the endpoint had answered.");
  EXPECT_EQ(send(sender, message_to(server.url())).error,
            "The gateway stopped before the endpoint had answered.");
}

}  // namespace
}  // namespace tollgate::webhook
