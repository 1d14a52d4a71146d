// CommitQueue: changes that wait for a writer, in order of arrival, bounded by number and bytes.
// Safe from any thread; one thread takes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

#include "gateway/adapters/mysql/completion.h"
#include "gateway/app/ports/change.h"

namespace tollgate::mysql {

using SteadyTime = std::chrono::steady_clock::time_point;

struct PendingCommit {
  Change change;
  std::size_t bytes = 0;
  SteadyTime submitted_at;
  Completion<CommitOutcome> done;
};

// About what a change takes in memory and in a statement.
std::size_t approximate_bytes(const Change& change);

class CommitQueue {
 public:
  struct Limits {
    std::size_t changes = 0;
    std::size_t bytes = 0;
  };

  explicit CommitQueue(Limits limits) : limits_(limits) {}

  // False when full or closed: `pending` is untouched then.
  bool push(PendingCommit& pending);
  // What waits, up to `most` (at least one change, however big); waits for `patience` at most and
  // returns nothing then, or when the queue is closed and empty.
  std::vector<PendingCommit> take(Limits most, std::chrono::milliseconds patience);
  // What was submitted before `then`.
  std::vector<PendingCommit> take_older_than(SteadyTime then);

  void close();  // push refuses from now on; take still hands out what is left
  bool is_closed_and_empty() const;
  Limits depth() const;

 private:
  PendingCommit pop();

  const Limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<PendingCommit> waiting_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace tollgate::mysql
