#include "gateway/adapters/mysql/connection.h"

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <mysql_driver.h>

#include <mutex>

namespace tollgate::mysql {
namespace {

constexpr int kReadBrokenRow = 0;  // no server code: the value is ours to refuse

std::mutex& connect_mutex() {
  static std::mutex mutex;
  return mutex;
}

sql::ConnectOptionsMap to_library_options(const ConnectionOptions& options, Autocommit autocommit) {
  sql::ConnectOptionsMap map;
  const std::string host = options.socket.empty()
                               ? "tcp://" + options.host + ":" + std::to_string(options.port)
                               : "unix://" + options.socket;
  map["hostName"] = sql::SQLString(host);
  map["userName"] = sql::SQLString(options.user);
  map["password"] = sql::SQLString(std::string(options.password.reveal()));
  if (!options.schema.empty()) map["schema"] = sql::SQLString(options.schema);
  map["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  map["OPT_CONNECT_TIMEOUT"] = static_cast<int>(options.connect_timeout.count());
  map["OPT_READ_TIMEOUT"] = static_cast<int>(options.read_timeout.count());
  map["OPT_WRITE_TIMEOUT"] = static_cast<int>(options.read_timeout.count());
  if (autocommit == Autocommit::off) map["CLIENT_MULTI_STATEMENTS"] = true;
  return map;
}

std::string session_settings(const ConnectionOptions& options, Autocommit autocommit) {
  return "SET SESSION sql_mode='STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,"
         "NO_ENGINE_SUBSTITUTION', time_zone='+00:00', autocommit=" +
         std::string(autocommit == Autocommit::on ? "1" : "0") +
         ", innodb_lock_wait_timeout=" + std::to_string(options.lock_wait_timeout.count()) +
         // MySQL has no such setting and reads a comment.
         " /*M!100300 , idle_transaction_timeout=" +
         std::to_string(options.idle_transaction_timeout.count()) + " */";
}

Failure to_failure(const sql::SQLException& exception) {
  return classify(exception.getErrorCode(), exception.getSQLState(), exception.what());
}

// The edge where the library's exceptions end.
template <class T, class Call>
Reply<T> guarded(Call&& call) {
  try {
    return call();
  } catch (const sql::SQLException& exception) {
    return to_failure(exception);
  } catch (const std::exception& exception) {
    return Failure{.kind = FailureKind::connection_lost, .code = 0, .message = exception.what()};
  }
}

}  // namespace

struct Connection::Session {
  std::unique_ptr<sql::Connection> connection;
  std::unique_ptr<sql::Statement> statement;  // destroyed before its connection

  ~Session() {
    try {
      statement.reset();
      connection.reset();
    } catch (const std::exception&) {
      // A lost connection may throw while it closes; there is nothing left to do with it.
    }
  }
};

Connection::Connection(std::unique_ptr<Session> session) : session_(std::move(session)) {}
Connection::~Connection() = default;

Reply<std::unique_ptr<Connection>> Connection::connect(const ConnectionOptions& options,
                                                       Autocommit autocommit) {
  auto session = std::make_unique<Session>();
  const auto opened = guarded<Nothing>([&]() -> Nothing {
    const std::lock_guard lock(connect_mutex());
    auto library_options = to_library_options(options, autocommit);
    session->connection.reset(sql::mysql::get_driver_instance()->connect(library_options));
    session->statement.reset(session->connection->createStatement());
    return {};
  });
  if (!opened) return opened.failure();

  std::unique_ptr<Connection> connection(new Connection(std::move(session)));
  const std::string settings = session_settings(options, autocommit);
  for (const std::string_view sql :
       {std::string_view("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"),
        std::string_view(settings)}) {
    if (const auto set = connection->execute(sql); !set) return set.failure();
  }
  return connection;
}

Failure Connection::remember(Failure failure) {
  if (failure.kind == FailureKind::connection_lost) broken_ = true;
  return failure;
}

Reply<std::uint64_t> Connection::execute(std::string_view sql) {
  auto done = guarded<std::uint64_t>([&]() -> std::uint64_t {
    const int touched = session_->statement->executeUpdate(sql::SQLString(sql.data(), sql.size()));
    return static_cast<std::uint64_t>(touched);
  });
  if (!done) return remember(done.failure());
  return done;
}

Reply<Nothing> Connection::execute_script(std::string_view sql, std::size_t statements) {
  auto done = guarded<Nothing>([&]() -> Nothing {
    session_->statement->execute(sql::SQLString(sql.data(), sql.size()));
    // The library tells rows from no rows, not whether there is one more result: count.
    for (std::size_t i = 1; i < statements; ++i) session_->statement->getMoreResults();
    return {};
  });
  if (!done) return remember(done.failure());
  return done;
}

bool Connection::roll_back() {
  if (!broken_ && !execute("ROLLBACK")) broken_ = true;
  return !broken_;
}

Reply<Nothing> Connection::query(std::string_view sql, const std::function<void(Row&)>& visit) {
  std::string malformed;
  auto done = guarded<Nothing>([&]() -> Nothing {
    const std::unique_ptr<sql::ResultSet> rows(
        session_->statement->executeQuery(sql::SQLString(sql.data(), sql.size())));
    while (malformed.empty() && rows->next()) {
      Row row(*rows);
      visit(row);
      malformed = row.malformed();
    }
    return {};
  });
  if (!done) return remember(done.failure());
  if (!malformed.empty())
    return Failure{
        .kind = FailureKind::malformed_row, .code = kReadBrokenRow, .message = malformed};
  return done;
}

ThreadRegistration::ThreadRegistration() {
  const std::lock_guard lock(connect_mutex());
  sql::mysql::get_driver_instance()->threadInit();
}

ThreadRegistration::~ThreadRegistration() { sql::mysql::get_driver_instance()->threadEnd(); }

}  // namespace tollgate::mysql
