#include "gateway/adapters/mysql/migrations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/migrations/steps.h"
#include "gateway/adapters/mysql/sql_text.h"
#include "gateway/base/digest.h"
#include "gateway/base/log.h"

namespace tollgate::mysql {
namespace {

constexpr int kUnknownDatabase = 1049;
// What an ALTER answers that a crash kept from being noted: its one statement is done whole.
constexpr std::array kDoneAlready = {
    1060,  // duplicate column
    1061,  // duplicate key name
    1826,  // duplicate constraint, MariaDB
    3822,  // duplicate CHECK constraint, MySQL
};
// How long a second process waits for the first one's steps.
constexpr std::chrono::minutes kWaitForOther{2};

constexpr std::string_view kCreateRecord = R"sql(
CREATE TABLE IF NOT EXISTS schema_migrations (
  number     INT         NOT NULL,
  name       VARCHAR(64) NOT NULL,
  digest     BINARY(32)  NOT NULL,
  applied_at DATETIME(6) NOT NULL,
  PRIMARY KEY (number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

using AppliedSteps = std::map<int, Digest32>;

Digest32 digest_of(const Migration& step) {
  std::string joined;
  for (const auto statement : step.statements) joined.append(statement).append(";");
  return sha256(joined);
}

Reply<std::unique_ptr<Connection>> connect_or_create_database(const ConnectionOptions& options) {
  auto connection = Connection::connect(options, Autocommit::on);
  if (connection || connection.failure().code != kUnknownDatabase) return connection;
  for (const char c : options.schema) {
    // The name becomes part of a statement; an identifier has no escape that suits every server.
    if (c == '`' || c == '\0')
      return Failure{.message = "the database's name holds a character that cannot be quoted"};
  }
  ConnectionOptions without_schema = options;
  without_schema.schema.clear();
  auto creator = Connection::connect(without_schema, Autocommit::on);
  if (!creator) return creator.failure();
  const auto created = (*creator)->execute("CREATE DATABASE IF NOT EXISTS `" + options.schema +
                                           "` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  if (!created) return created.failure();
  return Connection::connect(options, Autocommit::on);
}

Reply<AppliedSteps> read_applied(Connection& connection) {
  AppliedSteps applied;
  const auto read = connection.query(
      "SELECT number, digest FROM schema_migrations WHERE number > 0 ORDER BY number",
      [&](Row& row) {
        const int number = row.number<int>();
        applied[number] = row.bytes<32>();
      });
  if (!read) return read.failure();
  return applied;
}

Status check_applied(const AppliedSteps& applied) {
  const auto steps = all_migrations();
  for (const auto& [number, digest] : applied) {
    if (number > static_cast<int>(steps.size()))
      return Error{ErrorCode::conflict,
                   fmt::format("The database's schema is at step {}, this build knows {} steps.",
                               applied.rbegin()->first, steps.size()),
                   "Run the newer gateway that made it."};
    const Migration& step = steps[static_cast<std::size_t>(number) - 1];
    if (digest != digest_of(step))
      return Error{ErrorCode::conflict,
                   fmt::format("Schema step {} ({}) differs from the one that was applied.", number,
                               step.name),
                   "Steps must not be edited: restore the file and add a new step."};
  }
  return ok_status();
}

Reply<Nothing> apply(Connection& connection, const Migration& step) {
  for (const auto statement : step.statements) {
    const auto done = connection.execute(statement);
    if (done) continue;
    const auto code = done.failure().code;
    if (std::find(kDoneAlready.begin(), kDoneAlready.end(), code) == kDoneAlready.end())
      return done.failure();
  }
  SqlText insert("INSERT INTO schema_migrations (number, name, digest, applied_at) VALUES ");
  insert.open_row().number(step.number).text(step.name).bytes(digest_of(step));
  insert.raw(", UTC_TIMESTAMP(6))");
  if (const auto done = connection.execute(insert.str()); !done) return done.failure();
  log_info("Applied a schema step.", {{"step", step.number}, {"name", step.name}});
  return Nothing{};
}

Status apply_missing(Connection& connection) {
  auto applied = read_applied(connection);
  if (!applied) return to_error(applied.failure());
  if (auto fits = check_applied(*applied); !fits) return fits;
  for (const Migration& step : all_migrations()) {
    if (applied->contains(step.number)) continue;
    if (const auto done = apply(connection, step); !done) return to_error(done.failure());
  }
  return ok_status();
}

// Holds row 0 of schema_migrations locked. DDL would end this transaction, so the steps run on
// another connection; the lock goes with its holder, however that one ends.
Status lock_row_zero(Connection& lock) {
  const auto deadline = std::chrono::steady_clock::now() + kWaitForOther;
  for (;;) {
    const auto locked =
        lock.query("SELECT number FROM schema_migrations WHERE number = 0 FOR UPDATE",
                   [](Row& row) { row.integer(); });
    if (locked) return ok_status();
    if (locked.failure().kind != FailureKind::contention ||
        std::chrono::steady_clock::now() > deadline)
      return to_error(locked.failure());
  }
}

}  // namespace

std::span<const Migration> all_migrations() {
  static const std::array steps = {
      step_0001_payments,      step_0002_lifecycle,       step_0003_sums,
      step_0004_webhooks,      step_0005_follower_leases, step_0006_channel_sequences,
      step_0007_notifications, step_0008_payers,          step_0009_exchange,
      step_0010_payouts};
  return steps;
}

Status migrate(const ConnectionOptions& options) {
  auto connection = connect_or_create_database(options);
  if (!connection) return to_error(connection.failure());
  for (const std::string_view sql :
       {kCreateRecord, std::string_view("INSERT IGNORE INTO schema_migrations VALUES "
                                        "(0, 'lock', REPEAT('0', 32), UTC_TIMESTAMP(6))")}) {
    if (const auto done = (*connection)->execute(sql); !done) return to_error(done.failure());
  }
  auto lock = Connection::connect(options, Autocommit::off);
  if (!lock) return to_error(lock.failure());
  if (auto locked = lock_row_zero(**lock); !locked) return locked;
  return apply_missing(**connection);
}

Status check_schema(const ConnectionOptions& options) {
  auto connection = Connection::connect(options, Autocommit::on);
  if (!connection) return to_error(connection.failure());
  auto applied = read_applied(**connection);
  if (!applied)
    return Error{ErrorCode::conflict,
                 "The database holds no schema of the gateway: " + applied.failure().message,
                 "Run `tollgate migrate`."};
  if (auto fits = check_applied(*applied); !fits) return fits;
  if (applied->size() < all_migrations().size())
    return Error{ErrorCode::conflict,
                 fmt::format("The database's schema is at step {} of {}.", applied->size(),
                             all_migrations().size()),
                 "Run `tollgate migrate`."};
  return ok_status();
}

}  // namespace tollgate::mysql
