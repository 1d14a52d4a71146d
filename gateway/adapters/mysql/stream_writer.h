// StreamWriter: one thread that folds the changes waiting for it into durable commits. It is the
// only one that writes events to its stream. submit() and depth() are safe from any thread.
#pragma once

#include <string_view>
#include <thread>
#include <vector>

#include "gateway/adapters/mysql/batch_keys.h"
#include "gateway/adapters/mysql/batch_transaction.h"
#include "gateway/adapters/mysql/commit_queue.h"
#include "gateway/adapters/mysql/pace.h"
#include "gateway/adapters/mysql/store_options.h"
#include "gateway/adapters/mysql/store_statistics.h"
#include "gateway/adapters/mysql/writer_session.h"

namespace tollgate::mysql {

class StreamWriter {
 public:
  // Starts the thread. Both references must outlive it.
  StreamWriter(const StoreOptions& options, CommitCounters& counters);
  ~StreamWriter() { stop(); }
  StreamWriter(const StreamWriter&) = delete;
  StreamWriter& operator=(const StreamWriter&) = delete;

  // False when the queue is full or closed: `pending` is untouched then.
  bool submit(PendingCommit& pending) { return queue_.push(pending); }
  CommitQueue::Limits depth() const { return queue_.depth(); }
  // How long a change that is submitted now waits until it is taken: the full batches before it. A
  // slow database alone makes nobody wait for others.
  Duration expected_wait() const;
  // Answers everything that waits, gives the stream back and ends the thread.
  void stop();

 private:
  using Items = std::vector<PendingCommit*>;
  enum class Last : bool { no = false, yes = true };

  void run();
  void write(std::vector<PendingCommit> batch);
  // Moves out of `rest` what may share one transaction.
  Items take_compatible(Items& rest);
  // Answers all of them: together, then sorted out by their keys, then one by one.
  void settle(Items items);
  // True when every item is answered; false when they must be tried in a finer way. The last way
  // always answers.
  bool settle_together(Items& items, Check check, Last last);
  bool finish_lost_commit(Items& items, const TransactionReport& report, std::uint64_t number);
  // False when the waiting used up the items' time: they are answered then.
  bool wait_until_ready(Items& items);
  void answer_late(Items& items);
  void answer(Items& items, const TransactionReport& report);
  void answer_all(Items& items, CommitStatus status, std::string_view detail);
  void finish(PendingCommit& item, CommitStatus status, std::string_view detail);

  const StoreOptions& options_;
  CommitCounters& counters_;
  CommitQueue queue_;
  Pace batch_pace_;
  WriterSession session_;
  BatchTransaction transaction_;
  BatchKeys keys_;
  std::vector<const Change*> changes_;  // of one transaction; kept for its memory
  std::thread thread_;                  // last: it uses all of the above
};

}  // namespace tollgate::mysql
