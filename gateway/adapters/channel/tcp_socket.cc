#include "gateway/adapters/channel/tcp_socket.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace tollgate::channel {

namespace asio = boost::asio;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;

struct TcpSocket::Secure {
  explicit Secure(tcp::socket& socket) : context(asio::ssl::context::tls_client), stream(nullptr) {
    context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    context.set_verify_mode(asio::ssl::verify_peer);
    stream = std::make_unique<asio::ssl::stream<tcp::socket&>>(socket, context);
  }

  error_code trust(const std::string& ca_file) {
    error_code failure;
    if (ca_file.empty())
      context.set_default_verify_paths(failure);
    else
      context.load_verify_file(ca_file, failure);
    return failure;
  }

  Task<error_code> handshake(const std::string& host) {
    SSL_set_tlsext_host_name(stream->native_handle(), host.c_str());
    stream->set_verify_callback(asio::ssl::host_name_verification(host));
    error_code failure;
    co_await stream->async_handshake(asio::ssl::stream_base::client,
                                     redirect_error(use_awaitable, failure));
    co_return failure;
  }

  asio::ssl::context context;
  std::unique_ptr<asio::ssl::stream<tcp::socket&>> stream;
};

TcpSocket::TcpSocket(asio::io_context& context, const TcpSecurity& security)
    : context_(context), resolver_(context), socket_(context) {
  if (!security.tls) return;
  secure_ = std::make_unique<Secure>(socket_);
  // Without authorities the handshake fails, which is the safe way to find out.
  static_cast<void>(secure_->trust(security.ca_file));
}

TcpSocket::~TcpSocket() = default;

Task<error_code> TcpSocket::connect(const TcpAddress& address, std::chrono::milliseconds timeout) {
  asio::steady_timer timer(context_, timeout);
  timer.async_wait([this](error_code cancelled) {
    if (!cancelled) close();
  });
  const error_code failure = co_await open(address);
  timer.cancel();
  // A timer that ran out may be queued behind us: let it find a socket that is still ours.
  co_await asio::post(context_, use_awaitable);
  if (!failure && !socket_.is_open()) co_return asio::error::timed_out;
  co_return failure;
}

Task<error_code> TcpSocket::open(const TcpAddress& address) {
  error_code failure;
  const auto found = co_await resolver_.async_resolve(address.host, address.port,
                                                      redirect_error(use_awaitable, failure));
  if (failure) co_return failure;
  co_await asio::async_connect(socket_, found, redirect_error(use_awaitable, failure));
  if (failure) co_return failure;
  socket_.set_option(tcp::no_delay(true), failure);
  socket_.set_option(asio::socket_base::keep_alive(true), failure);
  if (failure || secure_ == nullptr) co_return failure;
  co_return co_await secure_->handshake(address.host);
}

Task<std::size_t> TcpSocket::read_some(std::span<char> room) {
  const asio::mutable_buffer into(room.data(), room.size());
  error_code failure;
  std::size_t count = 0;
  if (secure_ != nullptr)
    count = co_await secure_->stream->async_read_some(into, redirect_error(use_awaitable, failure));
  else
    count = co_await socket_.async_read_some(into, redirect_error(use_awaitable, failure));
  co_return failure ? 0 : count;
}

Task<bool> TcpSocket::write(const std::vector<asio::const_buffer>& buffers) {
  error_code failure;
  if (secure_ != nullptr)
    co_await asio::async_write(*secure_->stream, buffers, redirect_error(use_awaitable, failure));
  else
    co_await asio::async_write(socket_, buffers, redirect_error(use_awaitable, failure));
  co_return !failure;
}

void TcpSocket::close() {
  error_code ignored;
  resolver_.cancel();
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

}  // namespace tollgate::channel
