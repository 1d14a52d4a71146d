#include "gateway/adapters/mysql/notification_writer.h"

#include "gateway/adapters/mysql/notification_sql.h"
#include "gateway/base/failpoint.h"

namespace tollgate::mysql {
namespace {

constexpr std::size_t kBatchMax = 128;
constexpr std::size_t kBatchBytesMax = 2U << 20U;  // below max_allowed_packet
constexpr std::size_t kWaitingMax = 8192;
constexpr std::size_t kWaitingBytesMax = 64U << 20U;
constexpr int kBatchTriesMax = 4;

std::size_t bytes_of(const NotificationWrite& write) {
  const auto* row = std::get_if<NewNotification>(&write.what);
  return 512 + (row == nullptr ? 0 : row->notification.sealed.size() * 2);
}

Error refuse_full() {
  return {ErrorCode::unavailable, "Too many notifications wait for the database.", ""};
}

// The statements of a batch between START TRANSACTION and COMMIT; how many they are.
template <class Writes>
std::size_t append_batch(SqlText& sql, const Writes& writes) {
  sql.raw("START TRANSACTION");
  std::size_t statements = 2;
  bool any = false;
  for (const auto* write : writes) {
    const auto* row = std::get_if<NewNotification>(&write->what);
    if (row == nullptr) continue;
    if (!std::exchange(any, true)) sql.raw("; ").raw(kInsertNotifications);
    append_row(sql, row->notification, row->due_in);
  }
  if (any) {
    sql.raw(kInsertNotificationsTail);
    ++statements;
  }
  for (const auto* write : writes) {
    const auto* mark = std::get_if<NotificationMark>(&write->what);
    if (mark == nullptr) continue;
    append_mark(sql.raw("; "), *mark);
    ++statements;
  }
  sql.raw("; COMMIT");
  return statements;
}

// In one transaction, and none is left open.
template <class Writes>
Reply<Nothing> store(Connection& connection, const Writes& writes) {
  SqlText sql;
  const std::size_t statements = append_batch(sql, writes);
  failpoint("notification_before_commit");
  auto done = connection.execute_script(sql.str(), statements);
  if (done)
    failpoint("notification_after_commit");
  else
    (void)connection.roll_back();
  return done;
}

}  // namespace

NotificationWriter::NotificationWriter(ConnectionOptions options)
    : options_(std::move(options)), thread_([this] { work(); }) {}

void NotificationWriter::submit(NotificationWrite write) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_ && waiting_.size() < kWaitingMax && waiting_bytes_ < kWaitingBytesMax) {
      waiting_bytes_ += bytes_of(write);
      waiting_.push_back(std::move(write));
      arrived_.notify_one();
      return;
    }
  }
  write.done(refuse_full());
}

void NotificationWriter::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  arrived_.notify_all();
  if (thread_.joinable()) thread_.join();
}

// Empty: the end.
NotificationWriter::Batch NotificationWriter::next() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
  Batch batch;
  std::size_t bytes = 0;
  while (!waiting_.empty() && batch.size() < kBatchMax && bytes < kBatchBytesMax) {
    const std::size_t size = bytes_of(waiting_.front());
    bytes += size;
    waiting_bytes_ -= size;
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return batch;
}

void NotificationWriter::work() {
  const ThreadRegistration registration;
  for (Batch batch = next(); !batch.empty(); batch = next()) write(std::move(batch));
  connection_.reset();
}

Reply<Connection*> NotificationWriter::connected() {
  if (connection_ != nullptr && connection_->is_broken()) connection_.reset();
  if (connection_ == nullptr) {
    auto opened = Connection::connect(options_, Autocommit::off);
    if (!opened) return opened.failure();
    connection_ = std::move(*opened);
  }
  return connection_.get();
}

void NotificationWriter::write(Batch batch) {
  if (write_together(batch)) {
    for (auto& write : batch) write.done(true);
    return;
  }
  for (auto& write : batch) write.done(write_alone(write));
}

Reply<Nothing> NotificationWriter::write_together(const Batch& batch) {
  auto connection = connected();
  if (!connection) return connection.failure();
  std::vector<const NotificationWrite*> writes;
  writes.reserve(batch.size());
  for (const auto& write : batch) writes.push_back(&write);
  return store(**connection, writes);
}

Result<bool> NotificationWriter::write_alone(const NotificationWrite& write) {
  const std::array<const NotificationWrite*, 1> one = {&write};
  for (int tries = 1;; ++tries) {
    auto connection = connected();
    if (!connection) return to_error(connection.failure());
    const auto done = store(**connection, one);
    if (done) return true;
    const FailureKind kind = done.failure().kind;
    if (kind == FailureKind::duplicate_key) return false;
    const bool again = kind == FailureKind::contention || kind == FailureKind::connection_lost;
    if (!again || tries == kBatchTriesMax) return to_error(done.failure());
  }
}

}  // namespace tollgate::mysql
