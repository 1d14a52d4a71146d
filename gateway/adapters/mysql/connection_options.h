// ConnectionOptions: where the database is and how long to wait for it. A plain value.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "gateway/base/secret.h"

namespace tollgate::mysql {

struct ConnectionOptions {
  std::string socket;  // path of a unix socket; empty: TCP to host and port
  std::string host = "127.0.0.1";
  std::uint16_t port = 3306;
  std::string user;
  Secret password;
  std::string schema;
  std::chrono::seconds connect_timeout{2};
  std::chrono::seconds read_timeout{10};      // of one statement; then the connection is lost
  std::chrono::seconds lock_wait_timeout{3};  // InnoDB's default is 50 s
  // A process that stands still in the middle of a transaction (a paused machine) holds its locks:
  // the server ends the transaction after this time, so that other nodes go on, and the process
  // finds its connection lost when it wakes up. MariaDB only.
  std::chrono::seconds idle_transaction_timeout{5};
};

}  // namespace tollgate::mysql
