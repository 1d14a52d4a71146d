#include "tests/gateway/adapters/http/support/churn.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "tests/gateway/adapters/http/support/raw_client.h"

namespace tollgate::http {
namespace {

using namespace std::chrono_literals;

constexpr int kThreads = 8;
constexpr int kRequestsPerStay = 3;  // of a client that waits

class ChurnClient {
 public:
  ChurnClient(std::uint16_t port, std::atomic<std::int64_t>& budget, unsigned seed)
      : port_(port), budget_(budget), random_(seed) {}

  ChurnReport run() {
    while (budget_.fetch_sub(1, std::memory_order_relaxed) > 0) {
      RawClient client(port_);
      if (!client.connected()) {
        ++report_.refused;
        continue;
      }
      switch (random_() % 4) {
        case 0:
          leave(client, true);
          break;
        case 1:
          leave(client, false);
          break;
        case 2:
          watch(client);
          [[fallthrough]];
        default:
          stay(client);
      }
    }
    return report_;
  }

 private:
  std::string next_target() {
    static std::atomic<std::int64_t> last_id{0};
    return fmt::format("/churn/{}", ++last_id);
  }

  void leave(RawClient& client, bool with_reset) {
    client.send(get(next_target()));
    ++report_.requests;
    ++report_.abandoned;
    if (with_reset) return client.abort();
    // Sometimes before, sometimes after the answer is on its way.
    for (unsigned i = random_() % 50; i > 0; --i) std::this_thread::yield();
  }

  void watch(RawClient& client) {
    ++report_.silent;
    client.fate(1ms);
    if (!client.unread().empty()) ++report_.unsolicited;
  }

  void stay(RawClient& client) {
    for (int i = 0; i < kRequestsPerStay; ++i) {
      const std::string target = next_target();
      client.send(get(target));
      ++report_.requests;
      const auto answer = client.read_answer();
      if (!answer) {
        ++report_.lost;
        return;
      }
      ++(answer->status == 200 && answer->body == target ? report_.right : report_.wrong);
    }
    if (!client.unread().empty()) ++report_.unsolicited;
  }

  const std::uint16_t port_;
  std::atomic<std::int64_t>& budget_;  // connections still to be made
  std::minstd_rand random_;
  ChurnReport report_;
};

void add(ChurnReport& sum, const ChurnReport& part) {
  sum.requests += part.requests;
  sum.abandoned += part.abandoned;
  sum.silent += part.silent;
  sum.right += part.right;
  sum.wrong += part.wrong;
  sum.unsolicited += part.unsolicited;
  sum.lost += part.lost;
  sum.refused += part.refused;
}

}  // namespace

std::string ChurnReport::text() const {
  return fmt::format(
      "requests={} abandoned={} silent={} right={} wrong={} unsolicited={} lost={} refused={}",
      requests, abandoned, silent, right, wrong, unsolicited, lost, refused);
}

Handler churn_handler(WorkerPool& workers) {
  return [&workers](HttpRequest request, Responder responder) {
    HttpResponse response;
    response.content_type = "text/plain";
    response.body = request.target;
    if (request.target.back() % 2 == 0) return responder.send(std::move(response));
    auto shared = std::make_shared<std::pair<Responder, HttpResponse>>(std::move(responder),
                                                                       std::move(response));
    workers.post([shared] { shared->first.send(std::move(shared->second)); });
  };
}

ChurnReport churn(std::uint16_t port, std::int64_t requests) {
  // A connection makes two requests on average: half leave after one, half stay for three.
  std::atomic<std::int64_t> connections{requests / 2};
  std::array<ChurnReport, kThreads> reports;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; ++i)
    threads.emplace_back([&, i] { reports[i] = ChurnClient(port, connections, i + 1).run(); });
  for (auto& thread : threads) thread.join();
  ChurnReport sum;
  for (const ChurnReport& report : reports) add(sum, report);
  return sum;
}

}  // namespace tollgate::http
