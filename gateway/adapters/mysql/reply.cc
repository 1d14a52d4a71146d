#include "gateway/adapters/mysql/reply.h"

#include <algorithm>
#include <array>

namespace tollgate::mysql {
namespace {

struct KnownCode {
  int code;
  FailureKind kind;
};

// Numbers from the servers' error references; MariaDB and MySQL agree unless a name is given.
constexpr std::array kKnownCodes = {
    KnownCode{1062, FailureKind::duplicate_key},
    KnownCode{1264, FailureKind::out_of_range},
    KnownCode{1020, FailureKind::contention},       // snapshot conflict, MariaDB 11
    KnownCode{1205, FailureKind::contention},       // lock wait timeout
    KnownCode{1213, FailureKind::contention},       // deadlock
    KnownCode{1317, FailureKind::contention},       // KILL QUERY
    KnownCode{3101, FailureKind::contention},       // group replication rolled it back
    KnownCode{1053, FailureKind::connection_lost},  // shutdown in progress
    KnownCode{1290, FailureKind::connection_lost},  // read-only: a primary that was demoted
    KnownCode{1836, FailureKind::connection_lost},  // read-only mode
    KnownCode{1927, FailureKind::connection_lost},  // killed, MariaDB
    KnownCode{1969, FailureKind::connection_lost},  // statement timeout
    KnownCode{2006, FailureKind::connection_lost},
    KnownCode{2013, FailureKind::connection_lost},
    KnownCode{2014, FailureKind::connection_lost},  // commands out of sync
    KnownCode{2027, FailureKind::connection_lost},  // malformed packet
    KnownCode{2055, FailureKind::connection_lost},
    KnownCode{4031, FailureKind::connection_lost},  // idle for too long, MySQL
    KnownCode{1040, FailureKind::unreachable},      // too many connections
    KnownCode{1203, FailureKind::unreachable},      // too many for this user
    KnownCode{2002, FailureKind::unreachable},
    KnownCode{2003, FailureKind::unreachable},
    KnownCode{2005, FailureKind::unreachable},
};

// "Duplicate entry 'x' for key 'payments.by_reference'": the name without MySQL's table prefix.
std::string key_of(std::string_view message) {
  const auto close = message.rfind('\'');
  if (close == std::string_view::npos || close == 0) return {};
  const auto open = message.rfind('\'', close - 1);
  if (open == std::string_view::npos) return {};
  std::string_view name = message.substr(open + 1, close - open - 1);
  if (const auto dot = name.rfind('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
  return std::string(name);
}

}  // namespace

Failure classify(int code, std::string_view sql_state, std::string message) {
  Failure failure{.kind = FailureKind::refused, .code = code, .message = std::move(message)};
  const auto* known =
      std::find_if(kKnownCodes.begin(), kKnownCodes.end(),
                   [code](const KnownCode& candidate) { return candidate.code == code; });
  if (known != kKnownCodes.end())
    failure.kind = known->kind;
  else if (sql_state.starts_with("08"))  // any other broken connection
    failure.kind = FailureKind::connection_lost;
  if (failure.kind == FailureKind::duplicate_key) failure.key = key_of(failure.message);
  return failure;
}

Error to_error(const Failure& failure) {
  const std::string told = " (" + std::to_string(failure.code) + ": " + failure.message + ").";
  switch (failure.kind) {
    case FailureKind::duplicate_key:
      return {ErrorCode::conflict, "A row with this key exists already" + told};
    case FailureKind::contention:
      return {ErrorCode::unavailable, "The database's rows are locked by others" + told,
              "Try again."};
    case FailureKind::connection_lost:
      return {ErrorCode::unavailable, "The connection to the database was lost" + told,
              "Try again."};
    case FailureKind::unreachable:
      return {ErrorCode::unavailable, "The database cannot be reached" + told,
              "Check that it runs and that the [database] settings name it."};
    case FailureKind::malformed_row:
    case FailureKind::out_of_range:
    case FailureKind::refused:
      break;
  }
  return {ErrorCode::internal, "The database refused a statement" + told};
}

}  // namespace tollgate::mysql
