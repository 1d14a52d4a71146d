// The edge at its limits: connections, requests in flight, draining, stopping.
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "gateway/adapters/http/edge/edge.h"
#include "tests/gateway/adapters/http/support/raw_client.h"
#include "tests/gateway/adapters/http/support/test_edge.h"

namespace tollgate::http {
namespace {

using namespace std::chrono_literals;
using Fate = RawClient::Fate;

// A handler that answers nothing until the test says so.
class Holder {
 public:
  Handler handler() {
    return [this](const HttpRequest&, Responder responder) {
      const std::lock_guard lock(mutex_);
      held_.push_back(std::move(responder));
    };
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return held_.size();
  }
  void answer_all() {
    const std::lock_guard lock(mutex_);
    for (Responder& responder : held_) responder.send({});
    held_.clear();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Responder> held_;
};

TEST(EdgeCapacity, ConnectionsOverTheCapGet503) {
  EdgeOptions options;
  options.max_connections = 2;
  TestEdge edge(options);
  RawClient first(edge.port());
  RawClient second(edge.port());
  ASSERT_TRUE(first.send(get("/1")) && second.send(get("/2")));
  ASSERT_EQ(first.read_answer()->status, 200);
  ASSERT_EQ(second.read_answer()->status, 200);

  RawClient third(edge.port());
  ASSERT_TRUE(third.send(get("/3")));
  const auto answer = third.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_EQ(answer->header("Retry-After"), "1");
  third.half_close();
  EXPECT_EQ(third.fate(), Fate::closed);
  EXPECT_EQ(edge.requests().size(), 2u);
  EXPECT_EQ(edge->stats().refused_connections, 1u);

  { const RawClient leaves = std::move(second); }
  ASSERT_TRUE(eventually([&] { return edge->stats().open_connections == 1; }));
  RawClient fourth(edge.port());
  ASSERT_TRUE(fourth.send(get("/4")));
  EXPECT_EQ(fourth.read_answer()->status, 200) << "a place had become free";
}

TEST(EdgeCapacity, AFloodOfConnectionsIsShedAndTheEdgeRecovers) {
  EdgeOptions options;
  options.max_connections = 1;
  TestEdge edge(options);
  std::vector<RawClient> flood;
  flood.reserve(300);
  for (int i = 0; i < 300; ++i) flood.emplace_back(edge.port());
  ASSERT_TRUE(eventually([&] { return edge->stats().accepted_connections == 300; }));
  EXPECT_EQ(edge->stats().refused_connections, 299u);
  flood.clear();
  ASSERT_TRUE(eventually([&] { return edge->stats().open_connections == 0; }));
  RawClient client(edge.port());
  ASSERT_TRUE(client.send(get("/")));
  EXPECT_EQ(client.read_answer()->status, 200);
}

TEST(EdgeCapacity, RequestsOverTheInFlightLimitGet503AtOnce) {
  EdgeOptions options;
  options.max_in_flight = 2;
  Holder holder;
  TestEdge edge(options, holder.handler());
  std::vector<RawClient> clients;
  clients.reserve(3);
  for (int i = 0; i < 3; ++i) clients.emplace_back(edge.port());
  ASSERT_TRUE(clients[0].send(get("/")) && clients[1].send(get("/")));
  ASSERT_TRUE(eventually([&] { return holder.size() == 2; }));

  ASSERT_TRUE(clients[2].send(post("/", "body")));
  const auto busy = clients[2].read_answer();
  ASSERT_TRUE(busy);
  EXPECT_EQ(busy->status, 503);
  EXPECT_EQ(busy->header("Retry-After"), "1");
  EXPECT_EQ(busy->header("Connection"), "keep-alive") << "shedding need not cost the connection";

  holder.answer_all();
  EXPECT_EQ(clients[0].read_answer()->status, 200);
  EXPECT_EQ(clients[1].read_answer()->status, 200);
  ASSERT_TRUE(clients[2].send(get("/")));
  ASSERT_TRUE(eventually([&] { return holder.size() == 1; }));
  holder.answer_all();
  EXPECT_EQ(clients[2].read_answer()->status, 200);
  EXPECT_EQ(edge->stats().overloaded_requests, 1u);
}

TEST(EdgeCapacity, DrainAnswersWhatIsInFlightAndRefusesWhatIsNew) {
  Holder holder;
  TestEdge edge({}, holder.handler());
  RawClient busy(edge.port());
  RawClient idle(edge.port());
  ASSERT_TRUE(busy.send(get("/in-flight")));
  ASSERT_TRUE(eventually([&] { return holder.size() == 1; }));

  edge->begin_drain();
  EXPECT_FALSE(edge->wait_drained(std::chrono::steady_clock::now() + 50ms));
  ASSERT_TRUE(idle.send(get("/new")));
  const auto refused = idle.read_answer();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->header("Connection"), "close");
  EXPECT_NE(refused->header("Retry-After"), "");
  EXPECT_EQ(idle.fate(), Fate::closed);

  holder.answer_all();
  EXPECT_TRUE(edge->wait_drained(std::chrono::steady_clock::now() + 20s));
  const auto answer = busy.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_EQ(edge->stats().drained_requests, 1u);
  EXPECT_EQ(edge.requests().size(), 1u);
}

TEST(EdgeCapacity, AnAnnouncedDrainServesOnAndEndsEachConnection) {
  TestEdge edge;
  RawClient kept(edge.port());
  ASSERT_TRUE(kept.send(get("/before")));
  EXPECT_EQ(kept.read_answer()->header("Connection"), "keep-alive");

  edge->announce_drain();
  RawClient late(edge.port());
  for (const RawClient* client : {&kept, &late}) ASSERT_TRUE(client->send(get("/after")));
  for (RawClient* client : {&kept, &late}) {
    const auto answer = client->read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->header("Connection"), "close");
    EXPECT_EQ(client->fate(), Fate::closed);
  }
  EXPECT_EQ(edge->stats().drained_requests, 0u);
}

TEST(EdgeCapacity, RespondersOutliveTheEdge) {
  Holder holder;
  {
    TestEdge edge({}, holder.handler());
    RawClient client(edge.port());
    ASSERT_TRUE(client.send(get("/")));
    ASSERT_TRUE(eventually([&] { return holder.size() == 1; }));
    edge->stop();
    EXPECT_NE(client.fate(), Fate::open);
  }
  holder.answer_all();
}

TEST(EdgeCapacity, AClientThatLeavesEarlyFreesItsConnection) {
  Holder holder;
  TestEdge edge({}, holder.handler());
  {
    RawClient client(edge.port());
    ASSERT_TRUE(client.send(get("/")));
    ASSERT_TRUE(eventually([&] { return holder.size() == 1; }));
    client.abort();
  }
  EXPECT_TRUE(eventually([&] { return edge->stats().open_connections == 0; }));
  EXPECT_EQ(edge->stats().in_flight, 1u);
  holder.answer_all();
  EXPECT_TRUE(eventually([&] { return edge->stats().in_flight == 0; }));
  EXPECT_EQ(edge->stats().late_answers, 1u);
}

// The thread that Pistache names so; zero while there is none.
pid_t edge_thread() {
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string name;
    std::getline(std::ifstream(task.path() / "comm"), name);
    if (name.starts_with("http-edge")) return std::stoi(task.path().filename());
  }
  return 0;
}

TEST(EdgeCapacity, TheRealtimeEdgeRunsBeforeAllOthersWhereTheSystemAllowsIt) {
  rlimit allowed{};
  ASSERT_EQ(::getrlimit(RLIMIT_RTPRIO, &allowed), 0);
  if (::geteuid() != 0 && allowed.rlim_cur == 0) GTEST_SKIP() << "the system does not allow it";
  const bool by_default = std::thread::hardware_concurrency() >= 2;
  for (const std::optional<bool> realtime : {std::optional(false), std::optional(true), {}}) {
    EdgeOptions options;
    options.realtime = realtime;
    TestEdge edge(options);
    RawClient client(edge.port());
    ASSERT_TRUE(client.send(get("/1")));
    ASSERT_EQ(client.read_answer()->status, 200);
    EXPECT_EQ(::sched_getscheduler(edge_thread()),
              realtime.value_or(by_default) ? SCHED_RR : SCHED_OTHER);
  }
}

}  // namespace
}  // namespace tollgate::http
