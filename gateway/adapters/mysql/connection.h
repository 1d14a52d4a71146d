// Connection: one session with the database. Not safe for use by two threads at once. A broken
// connection is thrown away, never revived: a client that reconnects by itself loses the open
// transaction and still reports a successful commit.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "gateway/adapters/mysql/connection_options.h"
#include "gateway/adapters/mysql/reply.h"
#include "gateway/adapters/mysql/row.h"

namespace tollgate::mysql {

// off: transactions by hand, and several statements in one text are understood.
enum class Autocommit : bool { off = false, on = true };

class Connection {
 public:
  // Connects are made one at a time in the process: the client library races otherwise. The
  // session is READ COMMITTED, strict, utf8mb4 and in UTC.
  static Reply<std::unique_ptr<Connection>> connect(const ConnectionOptions& options,
                                                    Autocommit autocommit);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs one statement; the answer is the number of rows it touched. An upsert counts one for an
  // inserted row and two for an updated one.
  Reply<std::uint64_t> execute(std::string_view sql);
  // Runs several statements in one round trip; the first that fails ends it. None may give rows.
  // Needs Autocommit::off.
  Reply<Nothing> execute_script(std::string_view sql, std::size_t statements);
  // Calls `visit` for each row; stops with malformed_row when a row could not be read.
  Reply<Nothing> query(std::string_view sql, const std::function<void(Row&)>& visit);

  // False, and broken, where even that was refused: what an open transaction wrote must never ride
  // in the next COMMIT.
  bool roll_back();

  // True after a failure that leaves the session in no known state: drop the connection.
  bool is_broken() const { return broken_; }

 private:
  struct Session;  // keeps the library's headers out of this one
  explicit Connection(std::unique_ptr<Session> session);
  Failure remember(Failure failure);

  std::unique_ptr<Session> session_;
  bool broken_ = false;
};

// Every thread that this adapter starts holds one for its life: the client library wants to know.
class ThreadRegistration {
 public:
  ThreadRegistration();
  ~ThreadRegistration();
  ThreadRegistration(const ThreadRegistration&) = delete;
  ThreadRegistration& operator=(const ThreadRegistration&) = delete;
};

}  // namespace tollgate::mysql
