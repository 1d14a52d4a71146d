#include "tests/gateway/adapters/http/support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "gateway/adapters/http/message.h"

namespace tollgate::http {
namespace {

int connect_to(std::uint16_t port, const char* address) {
  sockaddr_in6 v6{};
  sockaddr_in v4{};
  v6.sin6_family = AF_INET6;
  v4.sin_family = AF_INET;
  v6.sin6_port = v4.sin_port = htons(port);
  const bool is_v4 = ::inet_pton(AF_INET, address, &v4.sin_addr) == 1;
  if (!is_v4 && ::inet_pton(AF_INET6, address, &v6.sin6_addr) != 1) return -1;
  const int descriptor = ::socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto* const where =
      is_v4 ? reinterpret_cast<const sockaddr*>(&v4) : reinterpret_cast<const sockaddr*>(&v6);
  if (descriptor >= 0 && ::connect(descriptor, where, is_v4 ? sizeof v4 : sizeof v6) == 0) {
    const int one = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return descriptor;
  }
  if (descriptor >= 0) ::close(descriptor);
  return -1;
}

Answer parse_head(std::string_view head) {
  Answer answer;
  answer.status = std::atoi(std::string(head.substr(9, 3)).c_str());
  for (auto line = head.find("\r\n"); line + 2 < head.size();) {
    const auto end = head.find("\r\n", line + 2);
    const auto text = head.substr(line + 2, end - line - 2);
    const auto colon = text.find(": ");
    if (colon != std::string_view::npos)
      answer.headers.emplace_back(text.substr(0, colon), text.substr(colon + 2));
    line = end;
  }
  return answer;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  std::string joined;
  for (const auto& [key, value] : headers) {
    if (!equal_ignoring_case(key, name)) continue;
    if (!joined.empty()) joined += ", ";
    joined += value;
  }
  return joined;
}

RawClient::RawClient(std::uint16_t port, const char* address)
    : descriptor_(connect_to(port, address)) {}

RawClient::~RawClient() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::half_close() const { ::shutdown(descriptor_, SHUT_WR); }

void RawClient::abort() {
  const linger now{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(descriptor_, -1));
}

// Waits for more bytes or the end; false on the end or when nothing came.
bool RawClient::fill(std::chrono::milliseconds patience) {
  if (fate_ != Fate::open) return false;
  pollfd poller{descriptor_, POLLIN, 0};
  if (::poll(&poller, 1, static_cast<int>(patience.count())) <= 0) return false;
  std::array<char, 16 * 1024> bytes;
  const ssize_t count = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
  if (count > 0) {
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }
  fate_ = count == 0 ? Fate::closed : Fate::reset;
  return false;
}

std::optional<Answer> RawClient::read_answer(bool to_head) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!fill(kPatience)) return std::nullopt;
  if (!buffer_.starts_with("HTTP/1.1 ")) return std::nullopt;  // a body where none was due
  Answer answer = parse_head(std::string_view(buffer_).substr(0, end + 2));
  buffer_.erase(0, end + 4);
  const std::size_t size =
      to_head ? 0 : static_cast<std::size_t>(std::atoll(answer.header("Content-Length").c_str()));
  while (buffer_.size() < size)
    if (!fill(kPatience)) return std::nullopt;
  answer.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return answer;
}

RawClient::Fate RawClient::fate(std::chrono::milliseconds patience) {
  while (fill(patience)) {
  }
  return fate_;
}

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: gateway.test\r\n\r\n";
}

std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

}  // namespace tollgate::http
