#include "tests/plugins/support/frame_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "gateway/base/check.h"

namespace tollgate::test {

Socket::Socket(std::uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  const int on = 1;
  CHECK(setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
}

Socket::~Socket() { close(descriptor_); }

void Socket::write_all(const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t size =
        ::send(descriptor_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) return;  // the peer has closed; reading tells
    sent += static_cast<std::size_t>(size);
  }
}

bool Socket::read_some(std::string& bytes, int timeout_ms) {
  pollfd ready = {descriptor_, POLLIN, 0};
  if (poll(&ready, 1, timeout_ms) == 0) return true;
  char room[65536];
  const ssize_t size = read(descriptor_, room, sizeof room);
  if (size <= 0) return false;
  bytes.append(room, static_cast<std::size_t>(size));
  return true;
}

std::string Socket::read_to_end() {
  std::string bytes;
  while (read_some(bytes, -1)) continue;
  return bytes;
}

void FrameConnection::send(const std::string& frame) {
  const char prefix[] = {static_cast<char>(frame.size() >> 8), static_cast<char>(frame.size())};
  socket_.write_all(std::string(prefix, sizeof prefix) + frame);
}

std::optional<std::string> FrameConnection::receive(int timeout_ms) {
  using std::chrono::steady_clock;
  const auto end = steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    if (bytes_.size() >= 2) {
      const auto high = static_cast<unsigned char>(bytes_[0]);
      const auto low = static_cast<unsigned char>(bytes_[1]);
      const std::size_t size = high * 256u + low;
      if (bytes_.size() >= 2 + size) {
        std::string frame = bytes_.substr(2, size);
        bytes_.erase(0, 2 + size);
        return frame;
      }
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now());
    if (left.count() <= 0) return std::nullopt;
    if (!socket_.read_some(bytes_, static_cast<int>(left.count()))) {
      closed_ = true;
      return std::nullopt;
    }
  }
}

WireReply FrameConnection::exchange(const tollgate_message& message) {
  CHECK(message.wire == TOLLGATE_WIRE_FRAME);
  const std::string wanted = copy(message.frame->correlation_key);
  send(copy(message.frame->bytes));
  while (const auto frame = receive(static_cast<int>(message.timeout_ms))) {
    std::string key;
    const auto kind = channel_.correlate(*frame, key);
    if (kind == TOLLGATE_FRAME_REPLY && key == wanted) return {TOLLGATE_WIRE_OK, *frame};
    (kind == TOLLGATE_FRAME_UNREADABLE ? unreadable_ : unmatched_) += 1;
  }
  return {closed_ ? TOLLGATE_WIRE_CLOSED : TOLLGATE_WIRE_NO_REPLY};
}

}  // namespace tollgate::test
