// Frames over long-lived connections, against real sockets. A frame is "key|words".
#include "gateway/adapters/channel/tcp_wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "gateway/adapters/channel/wire_thread.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"
#include "tests/gateway/adapters/channel/test_server.h"

namespace tollgate::channel {
namespace {

using namespace std::chrono_literals;

Correlation correlate(std::string_view frame) {
  Correlation correlation;
  const auto bar = frame.find('|');
  if (frame.starts_with('!')) {
    correlation.kind = Correlation::Kind::unsolicited;
  } else if (bar != std::string_view::npos) {
    correlation.kind = Correlation::Kind::reply;
    correlation.key = frame.substr(0, bar);
  }
  return correlation;
}

WireMessage frame_message(const std::string& key, std::chrono::milliseconds timeout = 30s) {
  WireMessage message;
  message.kind = WireKind::frame;
  message.correlation_key = key;
  message.timeout = timeout;
  message.body = Secret(key + "|please");
  return message;
}

std::string key_of(std::string_view frame) { return std::string(frame.substr(0, frame.find('|'))); }

// Answers every frame at once.
void serve_politely(Peer& peer, int) {
  while (const auto frame = peer.read_frame()) peer.write_frame(key_of(*frame) + "|yes");
}

TcpOptions options_for(const std::string& address) {
  TcpOptions options;
  options.name = "main";
  const auto colon = address.rfind(':');
  options.addresses.push_back({address.substr(0, colon), address.substr(colon + 1)});
  options.pause_min = 1ms;
  options.pause_max = 10ms;
  options.backlog_wait_max = 30s;
  options.correlate = &correlate;
  options.run_session = [](SessionOperation, Wire&) -> Task<bool> { co_return true; };
  return options;
}

// A wire with its thread; stopped and joined at the end of the test.
class RunningWire {
 public:
  explicit RunningWire(TcpOptions options)
      : wire_(TcpWire::make(thread_.context(), std::move(options))) {}
  ~RunningWire() { stop(); }
  RunningWire(const RunningWire&) = delete;
  RunningWire& operator=(const RunningWire&) = delete;

  void stop() {
    wire_->stop();
    thread_.join();
  }
  WireReply exchange(WireMessage message) { return run(wire_->exchange(std::move(message))); }
  std::vector<WireReply> exchange_all(std::vector<WireMessage> messages) {
    boost::asio::io_context context(1);
    std::vector<std::future<WireReply>> waiting;
    for (auto& message : messages)
      waiting.push_back(boost::asio::co_spawn(context, wire_->exchange(std::move(message)),
                                              boost::asio::use_future));
    context.run();
    std::vector<WireReply> replies;
    for (auto& reply : waiting) replies.push_back(reply.get());
    return replies;
  }
  const TcpStats& stats() const { return wire_->stats(); }

 private:
  WireThread thread_;
  std::shared_ptr<TcpWire> wire_;
};

TEST(TcpWire, BringsTheReplyOfEachMessage) {
  TestServer server(&serve_politely);
  RunningWire wire(options_for(server.address()));
  for (const char* key : {"a", "b", "c"}) {
    const WireReply reply = wire.exchange(frame_message(key));
    EXPECT_EQ(reply.status, WireStatus::ok);
    EXPECT_EQ(reply.body.reveal(), std::string(key) + "|yes");
  }
  EXPECT_EQ(server.connections(), 1);
}

// Thousands wait on one connection; the answers come in any order, twice, late, as garbage.
TEST(TcpWire, FindsEachMessageAmongThousandsWhateverTheServerSends) {
  constexpr std::size_t kMany = 5000;
  TestServer server([](Peer& peer, int) {
    std::vector<std::string> keys;
    while (keys.size() < kMany) {
      const auto frame = peer.read_frame();
      if (!frame) return;
      keys.push_back(key_of(*frame));
    }
    std::shuffle(keys.begin(), keys.end(), std::minstd_rand(1));
    std::string bytes;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (i % 100 == 0) bytes += Peer::framed("garbage") + Peer::framed("!notice");
      if (i % 100 == 1) bytes += Peer::framed("nobody-" + keys[i] + "|yes") + Peer::framed("");
      bytes += Peer::framed(keys[i] + "|yes");
      if (i % 100 == 2) bytes += Peer::framed(keys[i] + "|no");  // a second answer
    }
    peer.write(bytes);
    peer.wait_for_end();
  });
  auto options = options_for(server.address());
  options.backlog_max = kMany;  // they may all be asked for before the connection stands
  RunningWire wire(std::move(options));
  std::vector<WireMessage> messages;
  for (std::size_t i = 0; i < kMany; ++i)
    messages.push_back(frame_message("k" + std::to_string(i)));
  const auto replies = wire.exchange_all(std::move(messages));
  for (std::size_t i = 0; i < kMany; ++i)
    ASSERT_EQ(replies[i].body.reveal(), "k" + std::to_string(i) + "|yes");
  wire.stop();
  EXPECT_EQ(wire.stats().late_frames, 100U);
  EXPECT_EQ(wire.stats().unsolicited_frames, 50U);
  EXPECT_EQ(wire.stats().unreadable_frames, 100U);
  EXPECT_EQ(wire.stats().messages_waiting, 0U);
}

TEST(TcpWire, PutsAReplyTogetherFromSingleBytes) {
  TestServer server([](Peer& peer, int) {
    while (const auto frame = peer.read_frame())
      for (const char byte : Peer::framed(key_of(*frame) + "|slow"))
        if (!peer.write(std::string_view(&byte, 1))) return;
  });
  RunningWire wire(options_for(server.address()));
  EXPECT_EQ(wire.exchange(frame_message("a")).body.reveal(), "a|slow");
}

TEST(TcpWire, TakesNoReplyForSilenceAndCountsALateAnswer) {
  Signal given_up;
  TestServer server([&given_up](Peer& peer, int) {
    const auto frame = peer.read_frame();
    if (!frame) return;
    given_up.wait();
    peer.write_frame(key_of(*frame) + "|late");
    serve_politely(peer, 0);
  });
  RunningWire wire(options_for(server.address()));
  const WireReply reply = wire.exchange(frame_message("a", 50ms));
  EXPECT_EQ(reply.status, WireStatus::no_reply);
  EXPECT_EQ(reply.reason, "timeout");
  given_up.set();
  EXPECT_EQ(wire.exchange(frame_message("b")).body.reveal(), "b|yes");
  EXPECT_EQ(wire.stats().late_frames, 1U);
}

TEST(TcpWire, NotSentWhileThereIsNoConnection) {
  const ClosedPort port;
  auto options = options_for("127.0.0.1:" + std::to_string(port.port()));
  options.backlog_wait_max = 50ms;
  RunningWire wire(std::move(options));
  const WireReply reply = wire.exchange(frame_message("a"));
  EXPECT_EQ(reply.status, WireStatus::not_sent);
  EXPECT_EQ(reply.reason, "no_connection");
  EXPECT_GT(wire.stats().connect_failures, 0U);
}

TEST(TcpWire, WaitsForAConnectionThatIsBeingMade) {
  TestServer server([](Peer& peer, int connection) {
    if (connection > 2) serve_politely(peer, connection);
  });
  auto options = options_for(server.address());
  Signal greeted;
  int greetings = 0;
  options.on_connect = {SessionOperation::sign_on};
  options.run_session = [&greetings](SessionOperation, Wire&) -> Task<bool> {
    co_return ++greetings > 2;
  };
  RunningWire wire(std::move(options));
  EXPECT_EQ(wire.exchange(frame_message("a")).status, WireStatus::ok);
  EXPECT_EQ(server.connections(), 3);
}

TEST(TcpWire, BoundsTheBacklog) {
  const ClosedPort port;
  auto options = options_for("127.0.0.1:" + std::to_string(port.port()));
  options.backlog_max = 2;
  options.backlog_wait_max = 100ms;
  RunningWire wire(std::move(options));
  std::vector<WireMessage> messages;
  for (const char* key : {"a", "b", "c", "d"}) messages.push_back(frame_message(key));
  const auto replies = wire.exchange_all(std::move(messages));
  EXPECT_EQ(std::count_if(replies.begin(), replies.end(),
                          [](const auto& reply) { return reply.reason == "backlog_full"; }),
            2);
}

TEST(TcpWire, ClosedForWhatWasSentWhenTheConnectionIsLost) {
  TestServer server([](Peer& peer, int connection) {
    if (connection > 1) return serve_politely(peer, connection);
    for (int i = 0; i < 3; ++i) peer.read_frame();
  });
  RunningWire wire(options_for(server.address()));
  std::vector<WireMessage> messages;
  for (const char* key : {"a", "b", "c"}) messages.push_back(frame_message(key));
  for (const auto& reply : wire.exchange_all(std::move(messages))) {
    EXPECT_EQ(reply.status, WireStatus::closed);
    EXPECT_EQ(reply.reason, "connection_lost");
  }
  EXPECT_EQ(wire.exchange(frame_message("d")).status, WireStatus::ok);  // over the next connection
  EXPECT_EQ(wire.stats().connects, 2U);
  EXPECT_EQ(wire.stats().losses, 1U);
}

TEST(TcpWire, ConnectsAgainAfterAReset) {
  TestServer server([](Peer& peer, int connection) {
    if (connection > 1) return serve_politely(peer, connection);
    peer.read_frame();
    peer.reset();
  });
  RunningWire wire(options_for(server.address()));
  EXPECT_EQ(wire.exchange(frame_message("a")).status, WireStatus::closed);
  EXPECT_EQ(wire.exchange(frame_message("b")).status, WireStatus::ok);
}

TEST(TcpWire, TriesTheNextAddress) {
  const ClosedPort closed;
  TestServer server(&serve_politely);
  auto options = options_for("127.0.0.1:" + std::to_string(closed.port()));
  options.addresses.push_back({"127.0.0.1", std::to_string(server.port())});
  RunningWire wire(std::move(options));
  EXPECT_EQ(wire.exchange(frame_message("a")).status, WireStatus::ok);
}

TEST(TcpWire, ClosesAConnectionWithAnOversizeFrame) {
  TestServer server([](Peer& peer, int connection) {
    if (connection > 1) return serve_politely(peer, connection);
    peer.read_frame();
    peer.write_frame(std::string(101, 'x'));
    peer.wait_for_end();
  });
  auto options = options_for(server.address());
  options.format.frame_bytes_max = 100;
  RunningWire wire(std::move(options));
  EXPECT_EQ(wire.exchange(frame_message("a")).status, WireStatus::closed);
  EXPECT_EQ(wire.exchange(frame_message("b")).status, WireStatus::ok);
  EXPECT_EQ(wire.stats().broken_streams, 1U);
  auto large = frame_message("c");
  large.body = Secret(std::string(101, 'x'));
  EXPECT_EQ(wire.exchange(std::move(large)).reason, "frame_too_large");
}

TEST(TcpWire, DoesNotSendAKeyThatIsInUse) {
  Signal asked_twice;
  TestServer server([&asked_twice](Peer& peer, int) {
    asked_twice.wait();
    serve_politely(peer, 0);
  });
  RunningWire wire(options_for(server.address()));
  std::thread second([&] {
    ASSERT_TRUE(eventually([&] { return wire.stats().messages_waiting == 1; }));
    const WireReply reply = wire.exchange(frame_message("a"));
    EXPECT_EQ(reply.status, WireStatus::not_sent);
    EXPECT_EQ(reply.reason, "key_in_use");
    asked_twice.set();
  });
  EXPECT_EQ(wire.exchange(frame_message("a")).status, WireStatus::ok);
  second.join();
  EXPECT_EQ(wire.exchange(frame_message("a")).status, WireStatus::ok);  // it is free again
}

TEST(TcpWire, AnswersAOneWayMessageWhenItIsWritten) {
  TestServer server([](Peer& peer, int) { peer.wait_for_end(); });
  RunningWire wire(options_for(server.address()));
  auto message = frame_message("a");
  message.expects_reply = false;
  EXPECT_EQ(wire.exchange(std::move(message)).status, WireStatus::ok);
}

TEST(TcpWire, KeepsToTheBoundOfMessagesPerConnection) {
  std::atomic<int> waiting{0};
  std::atomic<int> most{0};
  TestServer server([&](Peer& peer, int) {
    while (true) {
      std::vector<std::string> keys;
      for (int i = 0; i < 2; ++i) {
        const auto frame = peer.read_frame();
        if (!frame) return;
        keys.push_back(key_of(*frame));
        most = std::max(most.load(), ++waiting);
      }
      for (const auto& key : keys) {
        --waiting;
        peer.write_frame(key + "|yes");
      }
    }
  });
  auto options = options_for(server.address());
  options.in_flight_per_connection_max = 2;
  RunningWire wire(std::move(options));
  std::vector<WireMessage> messages;
  for (int i = 0; i < 20; ++i) messages.push_back(frame_message("k" + std::to_string(i)));
  for (const auto& reply : wire.exchange_all(std::move(messages)))
    EXPECT_EQ(reply.status, WireStatus::ok);
  EXPECT_LE(most, 2);
}

TEST(TcpWire, SpreadsMessagesOverItsConnections) {
  std::atomic<int> asked{0};
  Signal all;
  TestServer server([&](Peer& peer, int) {
    const auto frame = peer.read_frame();
    if (!frame) return;
    if (++asked == 3) all.set();
    all.wait();  // each connection has one message before one is answered
    peer.write_frame(key_of(*frame) + "|yes");
    serve_politely(peer, 0);
  });
  auto options = options_for(server.address());
  options.connections = 3;
  RunningWire wire(std::move(options));
  ASSERT_TRUE(eventually([&] { return wire.stats().connections_up == 3; }));
  std::vector<WireMessage> messages;
  for (const char* key : {"a", "b", "c"}) messages.push_back(frame_message(key));
  for (const auto& reply : wire.exchange_all(std::move(messages)))
    EXPECT_EQ(reply.status, WireStatus::ok);
}

// Sends the operation's name over the connection; approved when it is answered.
Task<bool> greet(SessionOperation operation, Wire& connection) {
  const std::string name = operation == SessionOperation::sign_on    ? "hello"
                           : operation == SessionOperation::sign_off ? "goodbye"
                                                                     : "echo";
  auto message = frame_message(name, operation == SessionOperation::echo ? 50ms : 5000ms);
  const WireReply reply = co_await connection.exchange(std::move(message));
  co_return reply.status == WireStatus::ok;
}

TEST(TcpWire, SignsOnBeforeTrafficAndOffAtTheEnd) {
  std::vector<std::string> seen;
  TestServer server([&seen](Peer& peer, int) {
    while (const auto frame = peer.read_frame()) {
      seen.push_back(key_of(*frame));
      peer.write_frame(key_of(*frame) + "|yes");
    }
  });
  auto options = options_for(server.address());
  options.on_connect = {SessionOperation::sign_on};
  options.on_disconnect = {SessionOperation::sign_off};
  options.run_session = &greet;
  RunningWire wire(std::move(options));
  EXPECT_EQ(wire.exchange(frame_message("payment")).status, WireStatus::ok);
  wire.stop();
  server.stop();
  EXPECT_THAT(seen, ::testing::ElementsAre("hello", "payment", "goodbye"));
}

TEST(TcpWire, ConnectsAgainWhenAnEchoIsNotAnswered) {
  TestServer server([](Peer& peer, int connection) {
    while (const auto frame = peer.read_frame())
      if (connection > 1 || key_of(*frame) != "echo") peer.write_frame(key_of(*frame) + "|yes");
  });
  auto options = options_for(server.address());
  options.on_connect = {SessionOperation::sign_on};
  options.echo_interval = 20ms;
  options.run_session = &greet;
  RunningWire wire(std::move(options));
  EXPECT_TRUE(eventually([&] { return wire.stats().connects >= 2; }));
  EXPECT_EQ(wire.stats().losses, 1U);
  EXPECT_EQ(wire.exchange(frame_message("a")).status, WireStatus::ok);
}

TEST(TcpWire, AnswersWhatIsUnderWayWhenItStops) {
  Signal arrived;
  TestServer server([&arrived](Peer& peer, int) {
    peer.read_frame();
    arrived.set();
    peer.wait_for_end();
  });
  RunningWire wire(options_for(server.address()));
  std::thread stopper([&] {
    arrived.wait();
    wire.stop();
  });
  const WireReply reply = wire.exchange(frame_message("a"));
  stopper.join();
  EXPECT_EQ(reply.status, WireStatus::no_reply);
  EXPECT_EQ(reply.reason, "wire_stopped");
}

TEST(TcpWire, StopsWhileItCannotConnect) {
  const ClosedPort port;
  auto options = options_for("127.0.0.1:" + std::to_string(port.port()));
  options.pause_min = 1h;
  options.pause_max = 1h;
  RunningWire wire(std::move(options));
  ASSERT_TRUE(eventually([&] { return wire.stats().connect_failures > 0; }));
}

TEST(TcpWire, NotSentWhenTlsMeetsAPlainServer) {
  TestServer server([](Peer& peer, int) {
    peer.write("this is not TLS");
    peer.wait_for_end();
  });
  auto options = options_for(server.address());
  options.security.tls = true;
  options.backlog_wait_max = 100ms;
  RunningWire wire(std::move(options));
  EXPECT_EQ(wire.exchange(frame_message("a")).status, WireStatus::not_sent);
}

}  // namespace
}  // namespace tollgate::channel
