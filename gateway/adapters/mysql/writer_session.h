// WriterSession: a writer's connection together with its stream, restored as often as needed.
// Belongs to one writer thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/store_options.h"
#include "gateway/adapters/mysql/store_statistics.h"
#include "gateway/adapters/mysql/stream_lease.h"

namespace tollgate::mysql {

class WriterSession {
 public:
  WriterSession(const StoreOptions& options, CommitCounters& counters);

  // Connects and gets hold of a stream where that is missing; one try. A stream that was held
  // before is taken again if nobody else has it.
  Reply<Nothing> make_ready();
  bool is_ready() const { return connection_ != nullptr && lease_current_; }

  // Only while ready.
  Connection& connection();
  StreamLease& lease();

  // After a failure that broke the connection; the stream is reclaimed on the next one.
  void drop_connection();
  // After being fenced: the next make_ready() looks for another stream.
  void forget_stream();

  // Whether the transaction that would have made this commit_number on our stream is durable: on
  // a new connection, until `deadline`. Nothing: it could not be found out.
  std::optional<bool> find_out(std::uint64_t commit_number,
                               std::chrono::steady_clock::time_point deadline);

  // Keeps the lease (and the connection) alive while there is nothing to write.
  void extend();
  // Gives the stream back, for a clean end.
  void release();

 private:
  Reply<Nothing> connect();
  Reply<Nothing> hold_stream();

  const StoreOptions& options_;
  CommitCounters& counters_;
  const std::string owner_;  // of no other writer, ever
  std::unique_ptr<Connection> connection_;
  std::optional<StreamLease> lease_;
  bool lease_current_ = false;  // claimed or reclaimed on the present connection
  bool was_connected_ = false;
  bool lost_stream_ = false;  // set when another writer turned out to have taken it over
};

// Sleeps a little longer each time, from 10 ms to half a second.
class Backoff {
 public:
  void wait();

 private:
  std::chrono::milliseconds delay_{10};
};

}  // namespace tollgate::mysql
