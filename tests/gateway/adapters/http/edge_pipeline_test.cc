// Pipelining, big answers and slow readers: order, bounds and the reactor's patience.
#include <gmock/gmock.h>
#include <pthread.h>
#include <time.h>

#include <atomic>
#include <thread>

#include "gateway/adapters/http/edge/edge.h"
#include "tests/gateway/adapters/http/support/raw_client.h"
#include "tests/gateway/adapters/http/support/test_edge.h"
#include "tests/gateway/adapters/http/support/worker_pool.h"

namespace tollgate::http {
namespace {

using namespace std::chrono_literals;

TEST(EdgePipeline, KeepsOrderWhileWorkersFinishOutOfOrder) {
  constexpr int kClients = 8;
  constexpr int kRequests = 50;
  WorkerPool workers(4);
  TestEdge edge({}, [&](const HttpRequest& request, Responder responder) {
    auto shared = std::make_shared<Responder>(std::move(responder));
    workers.post([shared, target = request.target] {
      // Different requests take differently long; 7 and the modulus are arbitrary.
      for (std::size_t i = 0; i < std::hash<std::string>()(target) % 7; ++i)
        std::this_thread::yield();
      HttpResponse response;
      response.body = target;
      shared->send(std::move(response));
    });
  });
  std::vector<RawClient> clients;
  clients.reserve(kClients);
  for (int c = 0; c < kClients; ++c) {
    clients.emplace_back(edge.port());
    std::string bytes;
    for (int i = 0; i < kRequests; ++i)
      bytes += get("/" + std::to_string(c) + "/" + std::to_string(i));
    ASSERT_TRUE(clients.back().send(bytes));
  }
  for (int c = 0; c < kClients; ++c)
    for (int i = 0; i < kRequests; ++i)
      ASSERT_EQ(clients[c].read_answer()->body, "/" + std::to_string(c) + "/" + std::to_string(i));
}

// More is pipelined than the edge may hold; the rest waits in the kernel and nothing is lost.
TEST(EdgePipeline, ReadsAheadOnlySoFarAndLosesNothing) {
  EdgeOptions options;
  options.max_pipelined_bytes = 4096;
  TestEdge edge(options);
  RawClient client(edge.port());
  constexpr int kRequests = 2000;
  std::thread sender([&] {
    for (int i = 0; i < kRequests; ++i) client.send(post("/" + std::to_string(i), "0123456789"));
  });
  int in_order = 0;
  for (; in_order < kRequests; ++in_order) {
    const auto answer = client.read_answer();
    if (!answer || answer->body != "POST /" + std::to_string(in_order) + " 0123456789") break;
  }
  sender.join();
  EXPECT_EQ(in_order, kRequests);
}

// A handler that answers at once and a client that never stops asking must not keep others out.
TEST(EdgePipeline, AGreedyClientDoesNotStarveOthers) {
  TestEdge edge;
  RawClient greedy(edge.port());
  std::atomic<bool> enough{false};
  std::thread asking([&] {
    std::string many;
    for (int i = 0; i < 200; ++i) many += get("/greedy");
    while (!enough && greedy.send(many))
      for (int i = 0; i < 200; ++i) greedy.read_answer();
  });
  for (int i = 0; i < 20; ++i) {
    RawClient modest(edge.port());
    ASSERT_TRUE(modest.send(get("/modest")));
    EXPECT_EQ(modest.read_answer()->body, "GET /modest ");
  }
  enough = true;
  asking.join();
}

TEST(EdgePipeline, SendsBigAnswersWhole) {
  EdgeOptions options;
  options.max_response_bytes = 16 << 20;
  std::string big(8 << 20, '\0');
  for (std::size_t i = 0; i < big.size(); ++i) big[i] = static_cast<char>(i * 2654435761u >> 13);
  TestEdge edge(options, [&](const HttpRequest&, Responder responder) {
    HttpResponse response;
    response.body = big;
    responder.send(std::move(response));
  });
  RawClient client(edge.port());
  ASSERT_TRUE(client.send(get("/1") + get("/2")));
  EXPECT_TRUE(client.read_answer()->body == big);
  EXPECT_TRUE(client.read_answer()->body == big);
}

std::chrono::nanoseconds cpu_time_of(pthread_t thread) {
  clockid_t clock{};
  timespec time{};
  EXPECT_EQ(::pthread_getcpuclockid(thread, &clock), 0);
  EXPECT_EQ(::clock_gettime(clock, &time), 0);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// While one client leaves its answer lying, the reactor must sleep and go on serving others. A
// spinning reactor uses all of the time; 20 % leaves room for the tick on any machine.
TEST(EdgePipeline, ASlowReaderCostsTheReactorNothing) {
  EdgeOptions options;
  options.max_response_bytes = 64 << 20;
  std::atomic<pthread_t> reactor{};
  TestEdge edge(options, [&](const HttpRequest& request, Responder responder) {
    reactor = ::pthread_self();
    HttpResponse response;
    if (request.path == "/big") response.body.assign(32 << 20, 'x');
    responder.send(std::move(response));
  });
  RawClient slow(edge.port());
  ASSERT_TRUE(slow.send(get("/big")));
  ASSERT_TRUE(eventually([&] { return edge->stats().answers_by_class[2] == 1; }));

  RawClient other(edge.port());
  ASSERT_TRUE(other.send(get("/small")));
  EXPECT_EQ(other.read_answer()->status, 200);
  const auto cpu_before = cpu_time_of(reactor);
  const auto wall_before = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(500ms);  // the measured span itself
  const auto wall = std::chrono::steady_clock::now() - wall_before;
  const auto cpu = cpu_time_of(reactor) - cpu_before;
  const double ratio = static_cast<double>(cpu.count()) / static_cast<double>(wall.count());
  RecordProperty("reactor_cpu_ratio", std::to_string(ratio));
  EXPECT_LT(ratio, 0.2);
  EXPECT_EQ(slow.read_answer()->body.size(), 32u << 20) << "and in the end it gets all of it";
}

}  // namespace
}  // namespace tollgate::http
