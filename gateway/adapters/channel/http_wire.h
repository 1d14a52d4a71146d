// HttpWire: HTTP/1.1 exchanges by libcurl on one thread, with a connection pool shared by all
// accounts. Safe from any thread.
//
// A message is never repeated, redirected or proxied. `not_sent` is reported only when no
// connection was ready for the request: from then on anything but a complete reply is doubtful.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "gateway/adapters/channel/wire.h"

namespace tollgate::channel {

class HttpWire final : public Wire {
 public:
  struct Options {
    std::size_t body_bytes_max = 1U << 20U;     // of a reply (TOLLGATE_BODY_MAX)
    std::size_t header_bytes_max = 64U << 10U;  // of a reply, all together
    std::size_t headers_max = 128;              // of a reply
    std::string ca_file;                        // PEM; empty: the system's authorities
  };

  explicit HttpWire(Options options);
  // As stop().
  ~HttpWire() override;
  HttpWire(const HttpWire&) = delete;
  HttpWire& operator=(const HttpWire&) = delete;

  Task<WireReply> exchange(WireMessage message) override;

  // Ends the thread; what is under way gets `not_sent` or `no_reply`, whichever is true, and so
  // does whatever is asked later. Not from the wire's own thread. May be called twice.
  void stop();

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace tollgate::channel
