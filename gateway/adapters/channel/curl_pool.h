// CurlPool: runs many libcurl transfers on one thread, at a cost that does not grow with how many
// wait. Two things make it so. Sockets are watched by epoll, since curl_multi_perform and
// curl_multi_poll walk through every transfer at every turn. And a multi handle gets few transfers
// before the next one is opened, since libcurl walks through all connections to a host for every
// request that wants one.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace tollgate::channel {

class CurlPool {
 public:
  CurlPool();
  // All transfers have been removed, or are done.
  ~CurlPool();
  CurlPool(const CurlPool&) = delete;
  CurlPool& operator=(const CurlPool&) = delete;

  // Ends a wait, from any thread. Everything else on one thread only.
  void wake();

  // False when libcurl refuses the transfer.
  bool add(CURL* transfer);
  void remove(CURL* transfer);

  // Waits until something happens, at most a second, and lets libcurl act on it. `done` gets each
  // transfer that has ended; it has left the pool.
  using Done = std::function<void(CURL*, CURLcode)>;
  void turn(const Done& done);

  std::size_t multi_handles() const;  // that are open

 private:
  using Clock = std::chrono::steady_clock;
  struct Part;  // a multi handle

  static int on_socket(CURL*, curl_socket_t socket, int wanted, void* part, void* known);
  static int on_timer(CURLM*, long timeout_ms, void* part);

  Part& part_with_room();
  int wait_ms() const;
  void act_on_timers();
  void finish(Part& part, const Done& done);
  void close_unused();

  int epoll_ = -1;
  int wakeup_ = -1;                           // an eventfd
  std::vector<std::unique_ptr<Part>> parts_;  // a closed one leaves its place empty
  std::unordered_map<CURL*, Part*> part_of_;
};

}  // namespace tollgate::channel
