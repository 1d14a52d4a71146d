// DatabaseWatch: knows whether the database can be used: reached, and with the schema of this
// build. Looks with a thread of its own: every second until it could, then every five. Safe from
// any thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "gateway/adapters/mysql/connection_options.h"
#include "gateway/base/result.h"

namespace tollgate {

class DatabaseWatch {
 public:
  DatabaseWatch(mysql::ConnectionOptions options, bool migrate_on_start);
  ~DatabaseWatch();

  // Looks once. A schema that does not fit is an error; a database that is away is not.
  Status start();
  void stop();
  Status status() const;  // why the database cannot be used now, if it cannot

 private:
  Status look();
  void run();

  const mysql::ConnectionOptions options_;
  bool migrate_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  Status status_;
  std::thread thread_;
};

}  // namespace tollgate
