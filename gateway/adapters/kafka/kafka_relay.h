// KafkaRelay: the follower that carries committed events to Kafka. Its one thread reads them from
// the EventSource, hands them to the producer and stores its position behind those that the broker
// has confirmed without a gap. So each event arrives at least once, with the same ce_id, and one
// payment's events in order. Payments never wait for it: while the broker is away it reads only
// until its bound is full, and the events stay where they are safe, in the database.
//
//   EventSource -> OrderedReader -> Producer -> broker
//        ^                            | confirmations
//        '------ save_cursors <- DeliveryTracker
//
// Of several relays on one database the one that has the follower's lease works; the others stand
// by. One that was taken for dead may still have events on their way to the broker when its heir
// begins: they arrive again, with the same ce_id. Both send a payment's events in order and from a
// point that was confirmed before, so the first arrival of each event is in order all the same.
// Every public method is safe from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "gateway/adapters/kafka/delivery_tracker.h"
#include "gateway/adapters/kafka/kafka_options.h"
#include "gateway/adapters/kafka/ordered_reader.h"
#include "gateway/app/follower_lease.h"
#include "gateway/base/trouble_log.h"
#include "gateway/base/wakeup.h"

namespace tollgate {

class Producer;

struct KafkaRelayStats {
  StreamCursors lag;             // events committed but not confirmed, at most 1 s old
  std::uint64_t delivered = 0;   // confirmations since the start
  std::uint64_t repeated = 0;    // events that had to be handed over again
  std::uint64_t in_flight = 0;   // handed over and not confirmed, or behind one that is not
  bool leads = false;            // false: another process runs the follower
  bool broker_reachable = true;  // false from a failure until the next confirmation
  std::string last_error;        // empty: none since the start
};

class KafkaRelay {
 public:
  // Starts the thread. Errors: invalid_argument for wrong options. A broker or a source that is
  // away is none: the relay keeps trying. The source must outlive the relay.
  static Result<std::unique_ptr<KafkaRelay>> start(KafkaOptions options, EventSource& source);
  ~KafkaRelay();  // as stop(0 ms)
  KafkaRelay(const KafkaRelay&) = delete;
  KafkaRelay& operator=(const KafkaRelay&) = delete;

  // New events are committed: look now instead of at the next poll interval.
  void notify() { wakeup_.signal(); }

  // Reads no more, waits up to flush_timeout for confirmations, stores the position and ends the
  // thread. Returns when that is done; a second call does nothing.
  void stop(std::chrono::milliseconds flush_timeout);

  KafkaRelayStats stats() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  KafkaRelay(KafkaOptions options, EventSource& source);
  Status open_producer();
  void run();
  void run_once();
  void keep_pace();
  bool load_position();
  void stand_by();
  void hand_over();
  void begin_again();
  void save_position();
  void measure_lag();
  void finish();
  void pause();
  std::chrono::milliseconds time_to_wait() const;
  void source_failed(const Error& error);
  void remember_error(const std::string& reason);
  void publish_stats();

  const KafkaOptions options_;
  EventSource& source_;
  Wakeup wakeup_;

  // The thread's own.
  FollowerLease lease_;
  OrderedReader reader_;
  DeliveryTracker tracker_;
  std::unique_ptr<Producer> producer_;
  std::optional<StoredEvent> refused_;  // read, but the send queue was full
  bool position_loaded_ = false;
  bool caught_up_ = false;  // the last look found nothing more
  std::optional<std::string> broken_;
  StreamCursors saved_;
  SteadyTime last_save_{};
  SteadyTime last_look_{};
  SteadyTime last_measurement_{};
  TroubleLog broker_trouble_;
  TroubleLog source_trouble_;

  std::atomic<bool> stopping_{false};
  std::atomic<std::chrono::milliseconds> flush_timeout_{std::chrono::milliseconds(0)};
  mutable std::mutex stats_mutex_;
  KafkaRelayStats stats_;
  std::mutex stop_mutex_;
  std::thread thread_;
};

}  // namespace tollgate
