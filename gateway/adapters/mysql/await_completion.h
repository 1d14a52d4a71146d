// await_completion<T>(start): suspends the coroutine, calls start(Completion<T>), and resumes on
// the coroutine's own executor with the value that the completion is called with.
#pragma once

#include <memory>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/adapters/mysql/completion.h"
#include "gateway/app/task.h"

namespace tollgate::mysql {

template <class T, class Handler>
class HandlerWaiter final : public Completion<T>::Waiter {
 public:
  explicit HandlerWaiter(Handler handler)
      : work_(boost::asio::get_associated_executor(handler)), handler_(std::move(handler)) {}

  void resume_with(T value) override {
    const auto executor = work_.get_executor();
    boost::asio::post(executor,
                      [handler = std::move(handler_), value = std::move(value)]() mutable {
                        handler(std::move(value));
                      });
  }

 private:
  // Keeps the executor running while nobody but the writer holds the coroutine.
  boost::asio::executor_work_guard<boost::asio::associated_executor_t<Handler>> work_;
  Handler handler_;
};

template <class T, class Start>
Task<T> await_completion(Start start) {
  auto initiate = [](auto handler, Start begin) {
    using Handler = decltype(handler);
    begin(Completion<T>(std::make_unique<HandlerWaiter<T, Handler>>(std::move(handler))));
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(T)>(
      std::move(initiate), boost::asio::use_awaitable, std::move(start));
}

}  // namespace tollgate::mysql
