// NotificationWriter: one thread that folds the writes about notifications which wait into one
// durable commit. When a commit fails, each write is made alone, so that one bad row fails no
// other. Safe from any thread.
//
// Every write may be made twice with the same end, so a COMMIT whose answer was lost is repeated.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "gateway/adapters/mysql/completion.h"
#include "gateway/adapters/mysql/connection.h"
#include "gateway/app/ports/notification_store.h"

namespace tollgate::mysql {

struct NewNotification {
  StoredNotification notification;
  Duration due_in{};
};

struct NotificationWrite {
  std::variant<NewNotification, NotificationMark> what;
  // True: written. False: the event id is another notification's.
  Completion<Result<bool>> done;
};

class NotificationWriter {
 public:
  explicit NotificationWriter(ConnectionOptions options);
  ~NotificationWriter() { stop(); }
  NotificationWriter(const NotificationWriter&) = delete;
  NotificationWriter& operator=(const NotificationWriter&) = delete;

  // Always ends the write, with `unavailable` when too many wait or the writer stopped.
  void submit(NotificationWrite write);
  // Does what waits and ends the thread.
  void stop();

 private:
  using Batch = std::vector<NotificationWrite>;

  void work();
  Batch next();
  void write(Batch batch);
  Reply<Nothing> write_together(const Batch& batch);
  Result<bool> write_alone(const NotificationWrite& write);
  Reply<Connection*> connected();

  const ConnectionOptions options_;
  std::unique_ptr<Connection> connection_;  // of the thread
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<NotificationWrite> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace tollgate::mysql
