// Dispatcher: takes due deliveries by lease, signs and sends them, and writes down what became of
// each. Its one thread never waits for a merchant. Any number of gateways may run one each.
//
//   WebhookQueue -> claim -> Sender -> merchant
//        ^                     |
//        '------ record <------'
//
// One slow merchant delays no other: each endpoint has room for a few attempts at once, and less
// after it failed (down to one); and the room that all together have is shared out one by one, to
// those first that wait longest. Every public method is safe from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "gateway/adapters/webhook/sender.h"
#include "gateway/app/ports/webhook_queue.h"
#include "gateway/base/random.h"
#include "gateway/base/secret.h"
#include "gateway/base/trouble_log.h"
#include "gateway/base/wakeup.h"

namespace tollgate::webhook {

struct DispatcherOptions {
  std::size_t in_flight_max = 256;         // attempts at once, of all endpoints
  std::size_t endpoint_in_flight_max = 8;  // of one endpoint
  std::string source;                      // CloudEvents `source`
  // Longer than an attempt: then nobody else sends what we are sending.
  std::chrono::milliseconds lease{60'000};
  std::chrono::milliseconds look_interval{10};  // two looks for work are at least so far apart
  std::chrono::milliseconds poll_interval{500};
  std::chrono::milliseconds retry_interval{1000};  // after an error of the queue
  std::chrono::milliseconds backlog_interval{5000};
  std::function<Result<Secret>(const WebhookSecret&)> open_secret;
  SenderOptions sender;
};

struct DispatcherStats {
  std::uint64_t delivered = 0;        // attempts answered 2xx
  std::uint64_t failed = 0;           // attempts that will be made again
  std::uint64_t given_up = 0;         // deliveries that had their last attempt
  std::uint64_t gone = 0;             // attempts answered 410
  std::uint64_t address_refused = 0;  // attempts that led to an address that is not public
  std::uint64_t in_flight = 0;
  WebhookBacklog backlog;  // at most some seconds old
};

class Dispatcher {
 public:
  // Starts the threads. The queue is this dispatcher's alone; all references must outlive it.
  Dispatcher(DispatcherOptions options, WebhookQueue& queue, Clock& clock, Random& random);
  ~Dispatcher() { stop(std::chrono::milliseconds(0)); }
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  void notify() { wakeup_.signal(); }  // something may be due
  // Takes no more, waits up to `patience` for what is under way, records it and ends the threads.
  void stop(std::chrono::milliseconds patience);
  DispatcherStats stats() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Pace {
    std::size_t in_flight = 0;
    std::size_t room = 0;  // attempts at once now
  };
  struct Finished {
    ClaimedDelivery claimed;
    Timestamp started_at{};
    Answer answer;
  };

  void run();
  void finish_all();
  bool record_finished();
  void take_finished();
  AttemptResult judge(const Finished& finished);
  void count(const AttemptResult& result, const Finished& finished);
  void set_pace(WebhookEndpointId endpoint, bool delivered);
  bool look_for_work();
  std::vector<EndpointRoom> share_room(const std::vector<WebhookEndpointId>& endpoints);
  void send(ClaimedDelivery claimed);
  Result<Message> message_for(const ClaimedDelivery& claimed, Timestamp now) const;
  void finished(Finished finished);
  void measure_backlog();

  const DispatcherOptions options_;
  WebhookQueue& queue_;
  Clock& clock_;
  Random& random_;
  Wakeup wakeup_;

  // The thread's own.
  std::unordered_map<WebhookEndpointId, Pace> paces_;
  std::size_t in_flight_ = 0;
  std::vector<AttemptResult> unrecorded_;
  SteadyTime last_backlog_{};
  TroubleLog trouble_;

  std::mutex finished_mutex_;
  std::vector<Finished> finished_;
  mutable std::mutex stats_mutex_;
  DispatcherStats stats_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::chrono::milliseconds> patience_{std::chrono::milliseconds(0)};
  std::mutex stop_mutex_;
  Sender sender_;
  std::thread thread_;
};

}  // namespace tollgate::webhook
