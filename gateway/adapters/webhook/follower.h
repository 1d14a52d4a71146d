// Follower: reads the committed events and makes one delivery of each for every endpoint that wants
// it. Its one thread goes through the streams, each on its own: webhooks promise no order among
// events, and a payment's `version` tells which one is newer.
//
//   EventSource -> who wants it? -> WebhookQueue -> (durable) -> save_cursors
//
// Of several on one database the one that has the follower's lease works. A delivery's id follows
// from its event and endpoint, so an event that is read twice, after a crash or by one that was
// taken for dead and its heir, makes no second one. Every public method is safe from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "gateway/app/follower_lease.h"
#include "gateway/app/ports/webhook_queue.h"
#include "gateway/base/trouble_log.h"
#include "gateway/base/wakeup.h"

namespace tollgate::webhook {

struct FollowerOptions {
  std::string follower = "webhooks";            // the name under which the position is kept
  std::string node = "tollgate";                // tells people which process runs the follower
  std::size_t events_at_once = 200;             // of one stream
  std::chrono::milliseconds look_interval{50};  // two looks are at least so far apart
  std::chrono::milliseconds poll_interval{250};
  std::chrono::milliseconds save_interval{250};
  std::chrono::milliseconds retry_interval{1000};  // after an error
};

struct FollowerStats {
  bool leads = false;          // false: another process runs the follower
  std::uint64_t lag = 0;       // events committed and not yet looked at; 0 where it does not lead
  std::uint64_t expanded = 0;  // deliveries made since the start
};

class Follower {
 public:
  // Starts the thread. `on_deliveries` is called from it after new ones were made. The source and
  // the queue are this follower's alone and must outlive it.
  Follower(FollowerOptions options, EventSource& source, WebhookQueue& queue,
           std::function<void()> on_deliveries);
  ~Follower() { stop(); }
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  void notify() { wakeup_.signal(); }  // new events are committed
  void stop();                         // stores the position and ends the thread
  FollowerStats stats() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  void run();
  Status look_if_mine();
  Status look();
  Status follow_others();
  Result<bool> expand_some(std::uint16_t stream, std::uint64_t head);
  Status expand(const std::vector<StoredEvent>& events);
  Status save(bool at_once);
  void pause(std::chrono::milliseconds interval);

  const FollowerOptions options_;
  EventSource& source_;
  WebhookQueue& queue_;
  const std::function<void()> on_deliveries_;
  Wakeup wakeup_;

  // The thread's own.
  FollowerLease lease_;
  StreamCursors cursors_;
  StreamCursors saved_;
  SteadyTime last_save_{};
  TroubleLog trouble_;

  std::atomic<bool> stopping_{false};
  mutable std::mutex stats_mutex_;
  FollowerStats stats_;
  std::thread thread_;
};

}  // namespace tollgate::webhook
