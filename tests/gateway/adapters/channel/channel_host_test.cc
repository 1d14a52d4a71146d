// The port as the use cases see it: accounts, plugins and sockets together.
#include "gateway/adapters/channel/channel_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <set>
#include <thread>

#include "gateway/adapters/channel/request_source.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"
#include "tests/gateway/adapters/channel/test_server.h"

namespace tollgate::channel {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

class ChannelHostTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<ChannelHost>> try_start(std::vector<ChannelAccount> accounts) {
    ChannelHost::Options options;
    options.plugin_folder = std::string(TOLLGATE_BINARY_DIR) + "/test-plugins";
    return ChannelHost::start(std::move(options), std::move(accounts), clock_, random_);
  }
  std::unique_ptr<ChannelHost> start(ChannelAccount account) {
    auto host = try_start({std::move(account)});
    EXPECT_TRUE(host.ok()) << host.error().message;
    return std::move(*host);
  }
  static Outcome execute(ChannelHost& host, ChannelCall call) {
    return run(host.execute(std::move(call)));
  }

  SystemClock clock_;
  SystemRandom random_;
};

std::string http_settings(const TestServer& server) { return R"({"url":")" + server.url() + "\"}"; }
std::string frame_settings(const TestServer& server, const std::string& session = "no") {
  return R"({"address":")" + server.address() + R"(","session":")" + session + "\"}";
}

TEST_F(ChannelHostTest, AnswersThroughAPlugin) {
  const auto host = start(make_account("instant"));
  const Outcome outcome = execute(*host, make_sale(""));
  EXPECT_EQ(outcome.kind, OutcomeKind::approved);
  EXPECT_EQ(outcome.channel_reference, "instant-1");
}

TEST_F(ChannelHostTest, FindsAPluginByItsBareName) {
  auto account = make_account("instant");
  account.plugin = "instant";
  EXPECT_EQ(start(std::move(account))->find_traits("main")->channel, "test.plain");
}

TEST_F(ChannelHostTest, KnowsItsAccounts) {
  const auto host = start(make_account("scripted"));
  ASSERT_NE(host->find_traits("main"), nullptr);
  EXPECT_EQ(host->find_traits("main")->methods, std::vector<std::string>{"card"});
  EXPECT_EQ(host->find_traits("other"), nullptr);
  EXPECT_EQ(host->deadline("main"), 30s);
  auto call = make_sale("approve");
  call.operation.channel_account = "other";
  EXPECT_EQ(execute(*host, std::move(call)).kind, OutcomeKind::not_sent);
}

TEST_F(ChannelHostTest, RefusesAWrongAccountByName) {
  const auto two = try_start({make_account("instant"), make_account("scripted")});
  ASSERT_FALSE(two.ok());
  EXPECT_THAT(two.error().message, HasSubstr("\"main\""));
  EXPECT_FALSE(try_start({make_account("no_such_plugin")}).ok());
  const auto unsettled = try_start({make_account("hello")});
  ASSERT_FALSE(unsettled.ok());
  EXPECT_THAT(unsettled.error().message, HasSubstr("The setting url or address is missing"));
}

// Two accounts share one library, and still each says which digests it takes.
TEST_F(ChannelHostTest, HoldsALibraryToTheDigestsOfEachOfItsAccounts) {
  auto first = make_account("instant");
  auto second = make_account("instant");
  second.name = "second";
  second.sha256 = {std::string(64, '0')};
  const auto host = try_start({first, second});
  ASSERT_FALSE(host.ok());
  EXPECT_THAT(host.error().message, HasSubstr("not on the allow-list"));
  second.sha256.clear();
  EXPECT_TRUE(try_start({first, second}).ok());
  second.mode = Mode::live;
  const auto live = try_start({first, second});
  ASSERT_FALSE(live.ok());
  EXPECT_THAT(live.error().message, HasSubstr("is for a live account"));
}

TEST_F(ChannelHostTest, RefusesWhatTheChannelDeclaresItDoesNotDo) {
  const auto host = start(make_account("scripted"));
  EXPECT_EQ(execute(*host, make_call(OperationKind::refund, "approve")).code,
            "unsupported_operation");
  EXPECT_EQ(execute(*host, make_sale("approve", 99)).code, "invalid_amount");
  EXPECT_EQ(execute(*host, make_sale("approve", 100)).kind, OutcomeKind::approved);
  EXPECT_EQ(execute(*host, make_sale("approve", 100001)).code, "invalid_amount");
  auto dollars = make_sale("approve");
  dollars.operation.amount = Money(1999, *Currency::parse("USD"));
  const Outcome outcome = execute(*host, std::move(dollars));
  EXPECT_EQ(outcome.kind, OutcomeKind::declined);
  EXPECT_EQ(outcome.code, "currency_not_supported");
}

TEST_F(ChannelHostTest, NumbersOperationsWithoutRepeating) {
  const auto host = start(make_account("instant"));
  std::vector<std::vector<std::uint64_t>> numbers(4);
  std::vector<std::thread> threads;
  for (auto& mine : numbers)
    threads.emplace_back([&host, &mine] {
      for (int i = 0; i < 1000; ++i) mine.push_back(host->next_sequence("main"));
    });
  for (auto& thread : threads) thread.join();
  std::set<std::uint64_t> all;
  for (const auto& mine : numbers) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), 4000U);
  EXPECT_EQ(*all.rbegin() - *all.begin(), 3999U);
}

TEST_F(ChannelHostTest, GivesAnOperationTheSameRandomBytesAfterARestart) {
  const RequestSource before(clock_, random_, Secret("a key of the configuration"));
  const RequestSource after(clock_, random_, Secret("a key of the configuration"));
  const RequestSource other(clock_, random_, Secret("another key"));
  EXPECT_EQ(before.random_of("op_1"), after.random_of("op_1"));
  EXPECT_NE(before.random_of("op_1"), before.random_of("op_2"));
  EXPECT_NE(before.random_of("op_1"), other.random_of("op_1"));
}

TEST_F(ChannelHostTest, SpeaksHttpWithTheAccountsSecret) {
  std::atomic<int> status{200};
  std::string seen;
  TestServer server([&](Peer& peer, int) {
    while (const auto request = peer.read_http()) {
      seen = *request;
      peer.write("HTTP/1.1 " + std::to_string(status) + " -\r\nContent-Length: 4\r\n\r\nch_1");
    }
  });
  auto account = make_account("hello", http_settings(server));
  account.secrets.emplace_back("api_key", Secret("sk_secret"));
  const auto host = start(std::move(account));
  const Outcome approved = execute(*host, make_sale(""));
  EXPECT_EQ(approved.kind, OutcomeKind::approved);
  EXPECT_EQ(approved.channel_reference, "ch_1");
  status = 402;
  EXPECT_EQ(execute(*host, make_sale("")).kind, OutcomeKind::declined);
  status = 500;
  EXPECT_EQ(execute(*host, make_sale("")).kind, OutcomeKind::unknown);

  const ChannelAccountStats stats = host->stats().front();
  EXPECT_EQ(stats.outcomes[static_cast<std::size_t>(OutcomeKind::approved)], 1U);
  EXPECT_EQ(stats.outcomes[static_cast<std::size_t>(OutcomeKind::declined)], 1U);
  EXPECT_EQ(stats.outcomes[static_cast<std::size_t>(OutcomeKind::unknown)], 1U);
  EXPECT_EQ(std::accumulate(stats.latency.begin(), stats.latency.end(), std::uint64_t{0}), 3U);
  EXPECT_EQ(stats.in_flight, 0U);
  server.stop();
  EXPECT_THAT(seen, HasSubstr("authorization: Bearer sk_secret\r\n"));
}

TEST_F(ChannelHostTest, TakesAnExceptionOfAPluginAsUnknown) {
  TestServer server([](Peer& peer, int) {
    while (peer.read_http()) peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  const auto host = start(make_account("hello", http_settings(server)));
  EXPECT_EQ(execute(*host, make_sale("throw at once")).kind, OutcomeKind::unknown);
  EXPECT_EQ(execute(*host, make_sale("throw later")).kind, OutcomeKind::unknown);
  EXPECT_EQ(execute(*host, make_sale("")).kind, OutcomeKind::approved);
}

TEST_F(ChannelHostTest, SpeaksInFramesAfterASignOn) {
  std::vector<std::string> seen;
  TestServer server([&seen](Peer& peer, int) {
    while (const auto frame = peer.read_frame()) {
      const auto bar = frame->find('|');
      const std::string word = frame->substr(bar + 1);
      if (seen.empty() || seen.back() != word) seen.push_back(word);
      peer.write_frame(frame->substr(0, bar) + "|yes");
    }
  });
  const auto host = start(make_account("hello", frame_settings(server, "yes")));
  EXPECT_EQ(execute(*host, make_sale("")).kind, OutcomeKind::approved);
  EXPECT_EQ(host->stats().front().connections_up, 1U);
  host->stop(1s);
  server.stop();
  ASSERT_GE(seen.size(), 3U);
  EXPECT_EQ(seen.front(), "hello");
  EXPECT_THAT(seen, ::testing::Contains("sale"));
  EXPECT_EQ(seen.back(), "goodbye");
}

TEST_F(ChannelHostTest, CarriesThousandsOfOperationsOnOneSlowConnection) {
  constexpr std::size_t kMany = 5000;
  TestServer server([](Peer& peer, int) {
    std::string answers;
    for (std::size_t i = 0; i < kMany; ++i) {
      const auto frame = peer.read_frame();
      if (!frame) return;
      answers += Peer::framed(frame->substr(0, frame->find('|')) + "|yes");
    }
    peer.write(answers);
    peer.wait_for_end();
  });
  const auto host = start(make_account("hello", frame_settings(server)));
  boost::asio::io_context context(1);
  std::vector<std::future<Outcome>> outcomes;
  for (std::size_t i = 0; i < kMany; ++i)
    outcomes.push_back(
        boost::asio::co_spawn(context, host->execute(make_sale("")), boost::asio::use_future));
  context.run();
  for (auto& outcome : outcomes) EXPECT_EQ(outcome.get().kind, OutcomeKind::approved);
}

// A server that holds its answer until it is released.
struct HeldServer {
  Signal arrived;
  Signal release;
  TestServer server{[this](Peer& peer, int) {
    while (peer.read_http()) {
      arrived.set();
      release.wait();
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
  }};
};

TEST_F(ChannelHostTest, RefusesMoreOperationsThanTheAccountMayHave) {
  HeldServer held;
  auto account = make_account("hello", http_settings(held.server));
  account.in_flight_max = 1;
  const auto host = start(std::move(account));
  Outcome first;
  std::thread holder([&] { first = execute(*host, make_sale("")); });
  held.arrived.wait();
  EXPECT_EQ(host->stats().front().in_flight, 1U);
  const Outcome second = execute(*host, make_sale(""));
  EXPECT_EQ(second.kind, OutcomeKind::not_sent);
  EXPECT_EQ(second.code, "channel_busy");
  held.release.set();
  holder.join();
  EXPECT_EQ(first.kind, OutcomeKind::approved);
  EXPECT_EQ(host->stats().front().refused_busy, 1U);
  EXPECT_EQ(execute(*host, make_sale("")).kind, OutcomeKind::approved);
}

TEST_F(ChannelHostTest, WaitsForOperationsUnderWayWhenItStops) {
  HeldServer held;
  auto account = make_account("hello", http_settings(held.server));
  account.in_flight_max = 1;  // until the stop begins, others are refused as too many
  const auto host = start(std::move(account));
  Outcome first;
  std::thread holder([&] { first = execute(*host, make_sale("")); });
  held.arrived.wait();
  std::thread stopper([&] { host->stop(30s); });
  EXPECT_TRUE(eventually([&] { return execute(*host, make_sale("")).code == "gateway_stopping"; }));
  held.release.set();
  holder.join();
  stopper.join();
  EXPECT_EQ(first.kind, OutcomeKind::approved);
}

TEST_F(ChannelHostTest, EndsWhatDoesNotFinishInTimeAsUnknown) {
  HeldServer held;
  const auto host = start(make_account("hello", http_settings(held.server)));
  Outcome first;
  std::thread holder([&] { first = execute(*host, make_sale("")); });
  held.arrived.wait();
  host->stop(1ms);
  holder.join();
  EXPECT_EQ(first.kind, OutcomeKind::unknown);
  held.release.set();
}

TEST_F(ChannelHostTest, EndsAnOperationAtItsDeadline) {
  HeldServer held;
  auto account = make_account("hello", http_settings(held.server));
  account.deadline = 100ms;
  const auto host = start(std::move(account));
  EXPECT_EQ(execute(*host, make_sale("")).kind, OutcomeKind::unknown);
  held.release.set();
}

TEST_F(ChannelHostTest, SendsOnlyWhereTheAccountMay) {
  TestServer server([](Peer&, int) {});
  auto account = make_account("hello", http_settings(server));
  account.endpoints = {"https://bank.example"};
  EXPECT_EQ(execute(*start(account), make_sale("")).kind, OutcomeKind::not_sent);
  account.endpoints.clear();
  account.mode = Mode::live;
  account.sha256 = {digest_of(account.plugin)};
  EXPECT_EQ(execute(*start(account), make_sale("")).kind, OutcomeKind::not_sent);
  EXPECT_EQ(server.connections(), 0);

  auto frames = make_account("hello", frame_settings(server));
  frames.endpoints = {"bank.example:5000"};
  const auto host = try_start({frames});
  ASSERT_FALSE(host.ok());
  EXPECT_EQ(host.error().code, ErrorCode::permission_denied);
  EXPECT_THAT(host.error().message, HasSubstr(server.address()));
  frames.endpoints = {"nonsense"};
  EXPECT_FALSE(try_start({frames}).ok());
}

}  // namespace
}  // namespace tollgate::channel
