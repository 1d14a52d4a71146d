// Result<T>: an operating error as a value. An Error has a code for programs, a sentence for
// people, and, where there is one, the way to mend it. (std::expected needs C++23.)
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "gateway/base/check.h"

namespace tollgate {

// What a caller can do about it decides the code; zero is the one that promises nothing.
enum class ErrorCode {
  internal = 0,       // a defect or a broken invariant; nothing the caller did
  invalid_argument,   // the caller's input; the sentence names the parameter
  not_found,          //
  conflict,           // the state does not allow it, or somebody else was first
  unavailable,        // try again later; nothing was done
  outcome_unknown,    // it may have been done; ask before repeating
  deadline_exceeded,  // the time allowed ran out; nothing was done
  permission_denied,  //
  limit_exceeded,     // a bound on size, count or depth
};

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;  // a whole sentence that names the thing: key, file, id
  std::string mend{};   // the next step, empty when there is none
};

struct Nothing {};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Asking for the value of an error (or the other way round) is a programmer's error.
  T& value() & {
    CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    CHECK(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  const Error& error() const& {
    CHECK(!ok());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    CHECK(!ok());
    return std::move(*std::get_if<1>(&state_));
  }

  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<Nothing>;
inline Status ok_status() { return Status(Nothing{}); }

}  // namespace tollgate
