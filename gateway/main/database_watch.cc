#include "gateway/main/database_watch.h"

#include "gateway/adapters/mysql/migrations.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

constexpr auto kLookWhileAway = std::chrono::seconds(1);
constexpr auto kLookWhileThere = std::chrono::seconds(5);

}  // namespace

DatabaseWatch::DatabaseWatch(mysql::ConnectionOptions options, bool migrate_on_start)
    : options_(std::move(options)),
      migrate_(migrate_on_start),
      status_(Error{ErrorCode::unavailable, "The database has not been reached yet.", ""}) {}

DatabaseWatch::~DatabaseWatch() { stop(); }

Status DatabaseWatch::start() {
  Status first = look();
  const bool away = !first.ok() && first.error().code == ErrorCode::unavailable;
  if (!first.ok() && !away) return first;
  if (away)
    log_warning("the database is away; payments are answered 503 until it is back",
                {{"why", first.error().message}});
  thread_ = std::thread([this] { run(); });
  return ok_status();
}

void DatabaseWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Status DatabaseWatch::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

Status DatabaseWatch::look() {
  Status found = migrate_ ? mysql::migrate(options_) : mysql::check_schema(options_);
  if (found.ok()) migrate_ = false;
  const std::lock_guard lock(mutex_);
  const bool changed = status_.ok() != found.ok();
  status_ = found;
  if (changed && found.ok()) log_info("the database is ready");
  if (changed && !found.ok())
    log_error("the database cannot be used", {{"why", found.error().message}});
  return found;
}

void DatabaseWatch::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, status_.ok() ? kLookWhileThere : kLookWhileAway,
                        [this] { return stopping_; });
      if (stopping_) return;
    }
    [[maybe_unused]] const Status seen = look();
  }
}

}  // namespace tollgate
