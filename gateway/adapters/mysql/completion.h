// Completion<T>: the other end of an awaiting coroutine, to be called exactly once from any
// thread. Calling it posts the value to the coroutine's executor and returns at once. Asio stays
// out of this header: await_completion.h makes one.
#pragma once

#include <memory>
#include <utility>

#include "gateway/base/check.h"

namespace tollgate::mysql {

template <class T>
class Completion {
 public:
  class Waiter {
   public:
    virtual ~Waiter() = default;
    virtual void resume_with(T value) = 0;
  };

  Completion() = default;
  explicit Completion(std::unique_ptr<Waiter> waiter) : waiter_(std::move(waiter)) {}

  void operator()(T value) {
    CHECK(waiter_ != nullptr);
    std::exchange(waiter_, nullptr)->resume_with(std::move(value));
  }

 private:
  std::unique_ptr<Waiter> waiter_;
};

}  // namespace tollgate::mysql
