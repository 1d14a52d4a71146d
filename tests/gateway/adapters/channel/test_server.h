// A TCP server on 127.0.0.1, port 0, whose every connection is served by the given function on a
// thread of its own. For tests: the function may be as rude as it likes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tollgate::channel {

// One accepted connection. Reads return nothing at its end.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}

  std::optional<std::string> read(std::size_t size) {
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
      const ssize_t count = ::recv(socket_, bytes.data() + done, size - done, 0);
      if (count <= 0) return std::nullopt;
      done += static_cast<std::size_t>(count);
    }
    return bytes;
  }
  // A frame with a two-byte length.
  std::optional<std::string> read_frame() {
    const auto prefix = read(2);
    if (!prefix) return std::nullopt;
    const auto byte = [&](int i) { return static_cast<unsigned char>((*prefix)[i]); };
    return read(byte(0) * 256U + byte(1));
  }
  // The head of an HTTP request, and its body by Content-Length.
  std::optional<std::string> read_http() {
    std::string request;
    while (!request.ends_with("\r\n\r\n")) {
      const auto byte = read(1);
      if (!byte) return std::nullopt;
      request += *byte;
    }
    const auto at = request.find("Content-Length: ");
    if (at == std::string::npos) return request;
    const auto body = read(std::stoul(request.substr(at + 16)));
    if (!body) return std::nullopt;
    return request + *body;
  }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  static std::string framed(std::string_view bytes) {
    std::string frame;
    frame.push_back(static_cast<char>(bytes.size() >> 8U));
    frame.push_back(static_cast<char>(bytes.size() & 0xffU));
    return frame.append(bytes);
  }
  bool write_frame(std::string_view bytes) { return write(framed(bytes)); }

  // The other side sees a reset instead of an end.
  void reset() {
    const linger now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  // Waits until the other side closes.
  void wait_for_end() {
    char byte = 0;
    while (::recv(socket_, &byte, 1, 0) > 0) {
    }
  }

 private:
  int socket_;
};

class TestServer {
 public:
  using Serve = std::function<void(Peer& peer, int connection)>;  // connection counts from 1

  explicit TestServer(Serve serve) : serve_(std::move(serve)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 1024) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("the test server cannot listen");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  ~TestServer() { stop(); }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  // Closes every connection; a later one is refused.
  void stop() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    if (acceptor_.joinable()) acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    if (listener_ >= 0) ::close(std::exchange(listener_, -1));
  }

  int port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url() const { return "http://" + address() + "/pay"; }
  int connections() const { return connections_; }

 private:
  void accept_all() {
    while (!stopping_) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      const std::lock_guard lock(mutex_);
      open_.push_back(socket);
      threads_.emplace_back([this, socket, number = ++connections_] {
        Peer peer(socket);
        serve_(peer, number);
        const std::lock_guard closing(mutex_);
        std::erase(open_, socket);
        ::close(socket);
      });
    }
  }

  const Serve serve_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

// A port on which nobody listens: bound, never listening, so that nobody else gets it.
class ClosedPort {
 public:
  ClosedPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no port can be bound");
    port_ = ntohs(address.sin_port);
  }
  ~ClosedPort() { ::close(socket_); }
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;
  int port() const { return port_; }

 private:
  int socket_;
  int port_ = 0;
};

// Something that one thread does and another waits for.
class Signal {
 public:
  void set() {
    const std::lock_guard lock(mutex_);
    set_ = true;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return set_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
};

// Waits for a condition that another thread brings about; false after half a minute.
inline bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace tollgate::channel
