// Operation: the return type of a channel's coroutines, and the owner of one that runs.
//
// co_await takes an Http or a Frame and nothing else, so a channel cannot wait for anything but
// the host. An exception that leaves the coroutine becomes an unknown outcome. Destroying the
// Operation at any step destroys the coroutine with all it holds.
#pragma once

#include <coroutine>
#include <utility>

#include "tollgate/cpp/message.hpp"
#include "tollgate/cpp/outcome.hpp"
#include "tollgate/cpp/published.hpp"

namespace tollgate::sdk {

class Operation {
 public:
  class promise_type;  // NOLINT(readability-identifier-naming): the language asks for this name
  using Handle = std::coroutine_handle<promise_type>;

  Operation(Operation&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Operation& operator=(Operation&&) = delete;
  ~Operation() {
    if (handle_) handle_.destroy();
  }

  // Runs to the first message or the outcome. The step lives until the next resume.
  const tollgate_step* begin();
  // Hands in the reply and runs to the next message or the outcome.
  const tollgate_step* resume(const tollgate_reply& reply);

  // Across the C boundary: gives the coroutine away, and takes it back.
  tollgate_operation* release() {
    return static_cast<tollgate_operation*>(std::exchange(handle_, nullptr).address());
  }
  static Operation adopt(tollgate_operation* operation) {
    return Operation(Handle::from_address(operation));
  }

 private:
  explicit Operation(Handle handle) : handle_(handle) {}

  Handle handle_;
};

class Operation::promise_type {
 public:
  Operation get_return_object() { return Operation(Handle::from_promise(*this)); }
  std::suspend_always initial_suspend() noexcept { return {}; }
  std::suspend_always final_suspend() noexcept { return {}; }
  void return_value(Outcome outcome) { published_.done(std::move(outcome)); }
  void unhandled_exception() noexcept { published_.failed(); }

  auto await_transform(Http http) { return exchange(std::move(http)); }
  auto await_transform(Frame frame) { return exchange(std::move(frame)); }

 private:
  friend class Operation;

  struct Exchange {
    explicit Exchange(Reply& reply) : reply(reply) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    Reply await_resume() const { return std::move(reply); }
    Reply& reply;
  };

  template <class Message>
  Exchange exchange(Message message) {
    published_.send(std::move(message));
    return Exchange(reply_);
  }

  detail::PublishedStep published_;
  Reply reply_;
};

inline const tollgate_step* Operation::begin() {
  handle_.resume();
  return handle_.promise().published_.step();
}

inline const tollgate_step* Operation::resume(const tollgate_reply& reply) {
  handle_.promise().reply_ = Reply(reply);
  handle_.resume();
  return handle_.promise().published_.step();
}

}  // namespace tollgate::sdk
