// TcpSocket: one TCP connection, plain or under TLS. Used on one thread; at most one read and one
// write at a time. close() ends both.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gateway/app/task.h"

namespace tollgate::channel {

struct TcpAddress {
  std::string host;
  std::string port;
  // "host:port" or "[ipv6]:port", as it was written.
  std::string str() const {
    return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
  }
};

struct TcpSecurity {
  bool tls = false;     // 1.2 or newer; the certificate is checked for the address's host
  std::string ca_file;  // PEM; empty: the system's authorities
};

class TcpSocket {
 public:
  TcpSocket(boost::asio::io_context& context, const TcpSecurity& security);
  ~TcpSocket();
  TcpSocket(const TcpSocket&) = delete;
  TcpSocket& operator=(const TcpSocket&) = delete;

  // Resolves, connects and shakes hands.
  Task<boost::system::error_code> connect(const TcpAddress& address,
                                          std::chrono::milliseconds timeout);
  // Zero bytes: the connection has ended.
  Task<std::size_t> read_some(std::span<char> room);
  // False: the connection broke; some of the bytes may have left.
  Task<bool> write(const std::vector<boost::asio::const_buffer>& buffers);
  void close();

 private:
  struct Secure;

  Task<boost::system::error_code> open(const TcpAddress& address);

  boost::asio::io_context& context_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<Secure> secure_;  // null: plain
};

}  // namespace tollgate::channel
