#include "gateway/adapters/channel/isolation/lane.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "gateway/adapters/channel/isolation/codec.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {
namespace {

// Most frames come whole with their header.
constexpr std::size_t kFirstBytes = 8192;

Lane::Result of_errno() {
  return errno == EAGAIN || errno == EWOULDBLOCK ? Lane::Result::timed_out : Lane::Result::closed;
}

}  // namespace

Lane::Lane(Lane&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

Lane::~Lane() {
  if (socket_ >= 0) ::close(socket_);
}

void Lane::set_time_limit(int milliseconds) const {
  const timeval limit{milliseconds / 1000, static_cast<suseconds_t>(milliseconds % 1000) * 1000};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

Lane::Result Lane::send(FrameKind kind, std::uint64_t object, std::string_view bytes) const {
  FrameHeader header{static_cast<std::uint32_t>(bytes.size()), kind, object};
  std::array<iovec, 2> parts{iovec{&header, sizeof header},
                             iovec{const_cast<char*>(bytes.data()), bytes.size()}};
  std::size_t left = sizeof header + bytes.size();
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  while (left > 0) {
    const ssize_t sent = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return of_errno();
    left -= static_cast<std::size_t>(sent);
    auto done = static_cast<std::size_t>(sent);
    for (auto& part : parts) {
      const std::size_t of_part = std::min(done, part.iov_len);
      part.iov_base = static_cast<char*>(part.iov_base) + of_part;
      part.iov_len -= of_part;
      done -= of_part;
    }
  }
  return Result::ok;
}

Lane::Result Lane::receive(FrameHeader& header, std::string& bytes) const {
  std::array<char, sizeof header + kFirstBytes> room;
  std::size_t have = 0;
  while (have < sizeof header) {
    const ssize_t count = ::recv(socket_, room.data() + have, room.size() - have, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0 ? Result::closed : of_errno();
    have += static_cast<std::size_t>(count);
  }
  std::memcpy(&header, room.data(), sizeof header);
  const std::size_t first = have - sizeof header;
  const bool fits = header.size <= kFrameBytesMax && first <= header.size;
  if (fits) {
    bytes.resize(header.size);
    std::memcpy(bytes.data(), room.data() + sizeof header, first);
  }
  wipe(room.data(), have);
  if (!fits) return Result::broken;  // calls and answers take turns: nothing can follow a frame
  for (std::size_t at = first; at < bytes.size();) {
    const ssize_t count = ::recv(socket_, bytes.data() + at, bytes.size() - at, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0 ? Result::closed : of_errno();
    at += static_cast<std::size_t>(count);
  }
  return Result::ok;
}

}  // namespace tollgate::channel
