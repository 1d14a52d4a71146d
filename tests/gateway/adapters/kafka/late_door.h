// LateDoor: a TCP port of 127.0.0.1 that refuses connections until it is opened and then carries
// them to another address. It stands for a broker that is started after the gateway.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "gateway/base/check.h"

namespace tollgate {

class LateDoor {
 public:
  explicit LateDoor(const std::string& target)
      : target_(loopback(std::stoi(target.substr(target.rfind(':') + 1)))),
        listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    // Bound but not listening: the port is ours, and a connection is refused.
    sockaddr_in own = loopback(0);
    CHECK(bind(listener_, reinterpret_cast<sockaddr*>(&own), sizeof own) == 0);
    socklen_t size = sizeof own;
    CHECK(getsockname(listener_, reinterpret_cast<sockaddr*>(&own), &size) == 0);
    address_ = "127.0.0.1:" + std::to_string(ntohs(own.sin_port));
    CHECK(pipe(stop_) == 0);
  }
  ~LateDoor() {
    close(stop_[1]);
    if (thread_.joinable()) thread_.join();
    close(stop_[0]);
    close(listener_);
  }
  LateDoor(const LateDoor&) = delete;
  LateDoor& operator=(const LateDoor&) = delete;

  const std::string& address() const { return address_; }
  void open() {
    CHECK(listen(listener_, 16) == 0);
    thread_ = std::thread([this] { carry(); });
  }

 private:
  static sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
  }

  // One thread: [0] ends it, [1] is the listener, then pairs whose bytes go to each other.
  void carry() {
    std::vector<pollfd> waiting{{stop_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    for (;;) {
      CHECK(poll(waiting.data(), waiting.size(), -1) >= 0);
      if (waiting[0].revents != 0) break;
      for (std::size_t i = 2; i < waiting.size(); ++i)
        if (waiting[i].revents != 0) copy(waiting[i].fd, waiting[i ^ 1].fd);
      if (waiting[1].revents != 0) connect_pair(waiting);
    }
    for (std::size_t i = 2; i < waiting.size(); ++i) close(waiting[i].fd);
  }
  void connect_pair(std::vector<pollfd>& waiting) {
    const int near = accept(listener_, nullptr, nullptr);
    const int far = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(near >= 0 && far >= 0);
    CHECK(connect(far, reinterpret_cast<sockaddr*>(&target_), sizeof target_) == 0);
    waiting.push_back({near, POLLIN, 0});
    waiting.push_back({far, POLLIN, 0});
  }
  static void copy(int from, int to) {
    char bytes[65536];
    const auto size = recv(from, bytes, sizeof bytes, 0);
    for (ssize_t sent = 0; sent < size;) {
      const auto count =
          send(to, bytes + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
      if (count <= 0) return;
      sent += count;
    }
    if (size <= 0) shutdown(to, SHUT_WR);
  }

  sockaddr_in target_;
  int listener_;
  int stop_[2]{};
  std::string address_;
  std::thread thread_;
};

}  // namespace tollgate
