// Reply<T>: what the server answered to one statement, or why there is no answer. Stays inside
// this adapter: to_error() turns a Failure into the Error that the ports speak.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "gateway/base/result.h"

namespace tollgate::mysql {

// What the adapter does about it decides the kind.
enum class FailureKind : std::uint8_t {
  refused = 0,      // the server will not do this, however often it is asked
  duplicate_key,    // Failure::key names the index
  out_of_range,     // a guarded version did not match (see row_sql.h)
  contention,       // deadlock, lock wait, snapshot conflict: the transaction is to be redone
  connection_lost,  // the connection is useless; what was under way is rolled back or unknown
  unreachable,      // no connection could be made
  malformed_row,    // a stored value that this build cannot read
};

struct Failure {
  FailureKind kind = FailureKind::refused;
  int code = 0;  // the server's or client library's number
  std::string message{};
  std::string key{};  // of a duplicate_key: "requests_by_idempotency"
};

// Which failure a code and its SQLSTATE stand for.
Failure classify(int code, std::string_view sql_state, std::string message);

Error to_error(const Failure& failure);

template <class T>
class [[nodiscard]] Reply {
 public:
  Reply(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Reply(Failure failure)
      : state_(std::in_place_index<1>, std::move(failure)) {
  }  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& operator*() & {
    CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  T&& operator*() && {
    CHECK(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T* operator->() { return &**this; }
  const Failure& failure() const {
    CHECK(!ok());
    return *std::get_if<1>(&state_);
  }

  Result<T> to_result() && {
    if (ok()) return std::move(**this);
    return to_error(failure());
  }

 private:
  std::variant<T, Failure> state_;
};

}  // namespace tollgate::mysql
