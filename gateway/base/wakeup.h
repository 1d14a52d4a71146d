// Wakeup: one thread waits, any thread or file-descriptor writer wakes it. A signal sent while
// nobody waits is kept (several count as one).
#pragma once

#include <chrono>

namespace tollgate {

class Wakeup {
 public:
  Wakeup();
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void signal();  // from any thread
  void wait(std::chrono::milliseconds timeout);
  // An eventfd(2): writing a non-zero 64-bit number to it signals, too.
  int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace tollgate
