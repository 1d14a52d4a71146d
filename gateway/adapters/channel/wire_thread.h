// WireThread: one thread that runs the event loop of all frame connections of a channel host.
// Everything below a TcpWire happens on it, so that none of it needs a lock.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

namespace tollgate::channel {

class WireThread {
 public:
  WireThread()
      : context_(1),
        work_(boost::asio::make_work_guard(context_)),
        thread_([this] { context_.run(); }) {}
  ~WireThread() { join(); }
  WireThread(const WireThread&) = delete;
  WireThread& operator=(const WireThread&) = delete;

  boost::asio::io_context& context() { return context_; }

  // Waits until everything on the loop has ended by itself. Not from the thread itself.
  void join() {
    work_.reset();
    if (thread_.joinable()) thread_.join();
  }

 private:
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::thread thread_;
};

}  // namespace tollgate::channel
