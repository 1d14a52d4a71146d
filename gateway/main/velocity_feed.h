// VelocityFeed: gives the rules' features the attempts that this process did not decide itself.
// After the start those of the past, newest first and as far back as the longest window reaches;
// from then on, a few times a second, those of other nodes. So counts survive a restart, and a
// limit holds over all nodes but for what is under way.
//
// Every node runs its own, for itself: there is no position to keep. One thread; safe from any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>

#include "gateway/adapters/lua/risk_engine.h"
#include "gateway/adapters/mysql/attempt_reader.h"
#include "gateway/base/clock.h"
#include "gateway/base/random.h"

namespace tollgate {

class VelocityFeed {
 public:
  VelocityFeed(lua::RiskEngine& engine, mysql::AttemptReader& reader, const Clock& clock,
               Random& random)
      : engine_(engine), reader_(reader), clock_(clock), random_(random) {}
  ~VelocityFeed() { stop(); }
  VelocityFeed(const VelocityFeed&) = delete;
  VelocityFeed& operator=(const VelocityFeed&) = delete;

  void start();
  void stop();

  std::uint64_t refilled_count() const { return refilled_; }  // of the past
  std::uint64_t fed_count() const { return fed_; }            // of other nodes
  bool refill_done() const { return refill_done_; }

 private:
  void run();
  // Waits; true when the feed is to end.
  bool wait(std::chrono::milliseconds duration);
  Status begin();
  Status refill();
  Status follow();
  std::chrono::seconds longest_window() const;

  lua::RiskEngine& engine_;
  mysql::AttemptReader& reader_;
  const Clock& clock_;
  Random& random_;

  // The thread's own.
  Timestamp begun_at_{};
  PaymentId refill_before_;
  std::map<std::uint16_t, std::uint64_t> cursors_;  // of all streams: own ones may become another's
  std::unordered_set<std::string> young_;           // refilled, and perhaps in a stream again

  std::atomic<std::uint64_t> refilled_{0};
  std::atomic<std::uint64_t> fed_{0};
  std::atomic<bool> refill_done_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tollgate
