#include "tests/bench/load/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tollgate::bench {

Result<Connection> Connection::open(const sockaddr_storage& address, socklen_t size) {
  Connection connection(::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!connection.is_open())
    return Error{ErrorCode::unavailable, std::string("No socket: ") + std::strerror(errno) + "."};
  const int on = 1;
  ::setsockopt(connection.descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(connection.descriptor_, reinterpret_cast<const sockaddr*>(&address), size) != 0)
    return Error{ErrorCode::unavailable,
                 std::string("The gateway cannot be reached: ") + std::strerror(errno) + "."};
  return connection;
}

Connection::Connection(Connection&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      is_busy_(other.is_busy_),
      started_(other.started_),
      reader_(std::move(other.reader_)) {}

Connection::~Connection() { close(); }

void Connection::close() {
  if (is_open()) ::close(descriptor_);
  descriptor_ = -1;
}

bool Connection::send(std::string_view request, Instant started) {
  started_ = started;
  is_busy_ = true;
  const auto sent =
      ::send(descriptor_, request.data(), request.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent == static_cast<ssize_t>(request.size());
}

Connection::State Connection::receive(std::string& buffer) {
  const auto received = ::recv(descriptor_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (received < 0 && (errno == EAGAIN || errno == EINTR)) return State::waiting;
  if (received <= 0 || !is_busy_) return State::lost;
  switch (reader_.feed({buffer.data(), static_cast<std::size_t>(received)})) {
    case AnswerReader::State::incomplete:
      return State::waiting;
    case AnswerReader::State::complete:
      is_busy_ = false;
      return State::answered;
    case AnswerReader::State::malformed:
      break;
  }
  return State::lost;
}

}  // namespace tollgate::bench
