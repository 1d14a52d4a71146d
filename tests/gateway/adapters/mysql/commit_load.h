// CommitLoad: coroutines on a thread of their own that commit payments one after another and write
// down what they were told, for tests that disturb the database meanwhile.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "gateway/app/ports/store.h"
#include "gateway/base/random.h"
#include "tests/gateway/adapters/sample_changes.h"

namespace tollgate::test {

class CommitLoad {
 public:
  CommitLoad(Store& store, int coroutines);
  ~CommitLoad() { finish(); }
  CommitLoad(const CommitLoad&) = delete;
  CommitLoad& operator=(const CommitLoad&) = delete;

  // Returns when so many more commits were answered `committed`.
  void wait_for_commits(std::size_t more);
  // Ends the coroutines after their present commit; afterwards told() is complete.
  void finish();
  const std::map<PaymentId, CommitStatus>& told() const { return told_; }
  std::size_t count(CommitStatus status) const;

 private:
  Task<void> pay();
  void note(PaymentId id, CommitStatus status);

  Store& store_;
  SystemRandom random_;
  SampleMaker make_;
  std::atomic<bool> finishing_{false};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<PaymentId, CommitStatus> told_;
  std::size_t committed_ = 0;
  std::thread thread_;
};

}  // namespace tollgate::test
