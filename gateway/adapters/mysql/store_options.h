// StoreOptions: how a MySqlStore works. The limits bound memory and waiting, not speed.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "gateway/adapters/mysql/connection_options.h"

namespace tollgate::mysql {

struct StoreOptions {
  ConnectionOptions connection;
  std::string node_name = "tollgate";  // tells people who owns a stream

  std::size_t writers = 2;  // threads with a connection and a stream each
  std::size_t readers = 2;  // threads with a connection each

  // One durable commit folds what waits, up to these.
  std::size_t batch_changes = 128;
  std::size_t batch_bytes = 2U << 20U;  // stays below max_allowed_packet (16 MiB by default)
  // What may wait for each writer, and for all readers together; beyond: unavailable at once.
  std::size_t queue_changes = 8192;
  std::size_t queue_bytes = 64U << 20U;
  std::size_t queue_reads = 4096;

  // How long a change waits for a database that is away before `unavailable`.
  std::chrono::milliseconds wait_for_database{5000};
  // How long a lost COMMIT is looked up before `unknown`. Shorter than the lease.
  std::chrono::milliseconds wait_for_truth{10000};
  std::chrono::seconds stream_lease{30};

  // Called by a writer after each commit that wrote events: wakes the followers. Must be quick.
  std::function<void()> on_committed;
};

}  // namespace tollgate::mysql
