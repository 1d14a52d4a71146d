// ReaderPool: a few threads with a connection each, for the reads of the store. A read that loses
// its connection is made once more on a new one. Safe from any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/pace.h"

namespace tollgate::mysql {

class ReaderPool {
 public:
  // One read: run() may be called twice; exactly one of succeed-by-run and fail() ends it.
  class Job {
   public:
    virtual ~Job() = default;
    // Nothing when it is done and answered; the failure otherwise.
    virtual Reply<Nothing> run(Connection& connection) = 0;
    virtual void fail(Error error) = 0;
  };

  ReaderPool(const ConnectionOptions& options, std::size_t threads, std::size_t queue_max);
  ~ReaderPool() { stop(); }
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  // Always ends the job, with `unavailable` when the queue is full or the pool stopped.
  void submit(std::unique_ptr<Job> job);
  std::size_t depth() const;
  // How long a read that is submitted now waits until a thread takes it.
  Duration expected_wait() const;
  // Does what waits and ends the threads.
  void stop();

 private:
  void work();
  std::unique_ptr<Job> next();

  const ConnectionOptions& options_;
  const std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::unique_ptr<Job>> jobs_;
  bool stopped_ = false;
  Pace read_pace_;
  std::vector<std::thread> threads_;
};

// Calls `use(connection)`, which answers a Reply<T>; connects first if there is no connection, and
// again, once, if it turns out to be lost. Drops a broken connection.
template <class T, class Use>
Reply<T> with_one_retry(const ConnectionOptions& options, std::unique_ptr<Connection>& connection,
                        Use&& use) {
  for (int tries = 0;; ++tries) {
    if (connection == nullptr) {
      auto opened = Connection::connect(options, Autocommit::on);
      if (!opened) return opened.failure();
      connection = std::move(*opened);
    }
    Reply<T> reply = use(*connection);
    if (!connection->is_broken()) return reply;
    connection.reset();
    if (reply || tries > 0) return reply;
  }
}

}  // namespace tollgate::mysql
