// CurlEvents: drives a libcurl multi handle by epoll. A turn costs what has happened, however many
// transfers wait: curl_multi_perform and curl_multi_poll walk through all of them each time.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <optional>

namespace tollgate::channel {

class CurlEvents {
 public:
  // Sets the callbacks of `multi`, which must be cleaned up before this ends: it takes leave of its
  // sockets then.
  explicit CurlEvents(CURLM* multi);
  ~CurlEvents();
  CurlEvents(const CurlEvents&) = delete;
  CurlEvents& operator=(const CurlEvents&) = delete;

  // Ends a wait, from any thread.
  void wake();

  // Waits until something happens, a timer of libcurl's runs out or wake() is called, and lets
  // libcurl act on it. On one thread only.
  void turn();

 private:
  using Clock = std::chrono::steady_clock;

  static int on_socket(CURL*, curl_socket_t socket, int wanted, void* self, void* known);
  static int on_timer(CURLM*, long timeout_ms, void* self);
  int wait_ms() const;
  void act(curl_socket_t socket, int events);

  CURLM* const multi_;
  int epoll_ = -1;
  int wakeup_ = -1;  // an eventfd
  std::optional<Clock::time_point> timer_;
};

}  // namespace tollgate::channel
