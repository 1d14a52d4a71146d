// ReplyReceiver: the end at which a waiting coroutine takes its reply. A wire's thread delivers;
// the coroutine goes on on its own executor. Move-only; deliver at most once. Destroying it
// undelivered destroys the coroutine that waits.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "gateway/adapters/channel/wire.h"
#include "gateway/base/check.h"

namespace tollgate::channel {

class ReplyReceiver {
 public:
  template <class Handler>
  explicit ReplyReceiver(Handler handler)
      : waiting_(std::make_unique<Waiting<Handler>>(std::move(handler))) {}

  void deliver(WireReply reply) {
    const auto waiting = std::move(waiting_);
    CHECK(waiting != nullptr);
    waiting->resume(std::move(reply));
  }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void resume(WireReply reply) = 0;
  };

  template <class Handler>
  struct Waiting final : Base {
    explicit Waiting(Handler waiting)
        : handler(std::move(waiting)),
          work(boost::asio::make_work_guard(boost::asio::get_associated_executor(handler))) {}

    void resume(WireReply reply) override {
      const auto executor = work.get_executor();
      boost::asio::post(executor,
                        [handler = std::move(handler), reply = std::move(reply)]() mutable {
                          handler(std::move(reply));
                        });
    }

    Handler handler;
    // The coroutine's event loop must not end while it waits for another thread.
    boost::asio::executor_work_guard<boost::asio::associated_executor_t<Handler>> work;
  };

  std::unique_ptr<Base> waiting_;
};

// Suspends the calling coroutine and calls start(ReplyReceiver). `start` must touch nothing of
// its own once it has given the receiver away: the coroutine that owns it may be gone by then.
template <class Start>
Task<WireReply> wait_for_reply(Start start) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(WireReply)>(
      [start = std::move(start)](auto handler) mutable {
        start(ReplyReceiver(std::move(handler)));
      },
      boost::asio::use_awaitable);
}

}  // namespace tollgate::channel
