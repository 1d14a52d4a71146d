// FollowerLease: of all processes on one database, one at a time runs a follower. The one that runs
// it renews its lease every second; when it dies, another takes over within a lease. Positions are
// stored under the lease's epoch, so whoever was taken for dead cannot move the place any more,
// and learns at the latest then that it must stop.
//
//   loop:  switch (lease.keep())      other:  drop what you hold and wait
//                                     unsure: do nothing new until the store can be asked again
//                                     mine:   after `other`, begin behind load_cursors(); go on
//          before each effect:        if (!lease.certain()) break
//          now and then:              lease.save(cursors)
//   end:   lease.release()
//
// An effect that left before a stall arrives after it, when the heir may be at work already: what
// receives it must stand a repeat. Used by one thread; is_mine() by any.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "gateway/app/ports/event_source.h"

namespace tollgate {

struct FollowerLeaseTiming {
  std::chrono::milliseconds lease{5000};
  std::chrono::milliseconds renew{1000};
  std::chrono::milliseconds claim{500};  // how often to look whether it is free
};

class FollowerLease {
 public:
  enum class Standing : std::uint8_t { other = 0, unsure, mine };
  using SteadyTime = std::chrono::steady_clock::time_point;

  // `node` tells people who runs the follower. The source must outlive the lease. `now` measures
  // how long a lease lasts from here; it never meets the store's clock.
  FollowerLease(EventSource& source, std::string follower, std::string_view node,
                FollowerLeaseTiming timing = {},
                std::function<SteadyTime()> now = std::chrono::steady_clock::now);

  // Claims or renews when it is time to; at most one call of the source.
  Standing keep();
  // Whether nobody else can have it yet. Asks nobody: cheap enough for every effect.
  bool certain() const { return held_ && now_() < certain_until_; }
  // As EventSource::save_cursors; `conflict` when it is not ours, and keep() says so from then on.
  Status save(const StreamCursors& cursors);
  // Lets another process have it at once.
  void release();

  bool is_mine() const { return mine_; }
  const std::string& follower() const { return follower_; }
  const std::optional<Error>& trouble() const { return trouble_; }  // why the store was not asked

 private:
  void claim(SteadyTime now);
  void renew(SteadyTime now);
  void lose();

  EventSource& source_;
  const std::string follower_;
  const std::string owner_;  // no other lease ever has it
  const FollowerLeaseTiming timing_;
  const std::function<SteadyTime()> now_;
  std::optional<FollowerEpoch> held_;
  SteadyTime certain_until_{};
  SteadyTime next_call_{};
  std::optional<Error> trouble_;
  std::atomic<bool> mine_{false};
};

}  // namespace tollgate
