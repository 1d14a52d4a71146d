// AccountWire: the one wire of a channel account. Takes each message to HTTP or to the account's
// frame connections, and only to where the account may send. Safe from any thread.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "gateway/adapters/channel/channel_account.h"
#include "gateway/adapters/channel/http_wire.h"
#include "gateway/adapters/channel/tcp_wire.h"
#include "gateway/base/result.h"

namespace tollgate::channel {

class AccountWire final : public Wire {
 public:
  // `frames` is null for a channel that does not speak in frames. invalid_argument: an entry of
  // account.endpoints is neither an http(s) URL nor host:port.
  static Result<std::unique_ptr<AccountWire>> make(const ChannelAccount& account,
                                                   std::shared_ptr<HttpWire> http,
                                                   std::shared_ptr<TcpWire> frames);

  // A message to where the account may not send is `not_sent`, with a line in the log.
  Task<WireReply> exchange(WireMessage message) override;

  // Ends the frame connections; HTTP is shared and stopped by its owner.
  void stop();
  const TcpStats* frame_stats() const { return frames_ ? &frames_->stats() : nullptr; }

 private:
  AccountWire(const ChannelAccount& account, std::shared_ptr<HttpWire> http,
              std::shared_ptr<TcpWire> frames);
  // A constant word when the message must not go where it wants to; empty: it may.
  std::string_view refusal(const WireMessage& message) const;

  const std::string account_;
  const bool https_only_;
  const std::shared_ptr<HttpWire> http_;
  const std::shared_ptr<TcpWire> frames_;
  std::set<std::string> origins_;  // empty: any
};

// Whether `address` ("host:port") is among the account's endpoints, or these are not restricted.
bool may_connect(const ChannelAccount& account, const std::string& address);

}  // namespace tollgate::channel
