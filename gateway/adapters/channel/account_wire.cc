#include "gateway/adapters/channel/account_wire.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/adapters/channel/url_origin.h"
#include "gateway/base/log.h"

namespace tollgate::channel {
namespace {

bool is_url(std::string_view endpoint) { return endpoint.find("://") != std::string_view::npos; }

Task<WireReply> answer_not_sent(std::string_view reason) {
  co_return WireReply(WireStatus::not_sent, reason);
}

}  // namespace

AccountWire::AccountWire(const ChannelAccount& account, std::shared_ptr<HttpWire> http,
                         std::shared_ptr<TcpWire> frames)
    : account_(account.name),
      https_only_(account.mode == Mode::live),
      http_(std::move(http)),
      frames_(std::move(frames)) {}

Result<std::unique_ptr<AccountWire>> AccountWire::make(const ChannelAccount& account,
                                                       std::shared_ptr<HttpWire> http,
                                                       std::shared_ptr<TcpWire> frames) {
  std::unique_ptr<AccountWire> wire(new AccountWire(account, std::move(http), std::move(frames)));
  for (const auto& endpoint : account.endpoints) {
    const auto origin = is_url(endpoint) ? origin_of(endpoint) : endpoint;
    if (!origin || origin->find(':') == std::string::npos)
      return Error{ErrorCode::invalid_argument,
                   fmt::format("The channel account {} has the endpoint {}, which is neither an "
                               "http(s) URL nor host:port.",
                               account.name, endpoint),
                   "write it as https://host[:port] or host:port"};
    wire->origins_.insert(*origin);
  }
  return wire;
}

std::string_view AccountWire::refusal(const WireMessage& message) const {
  if (message.kind == WireKind::frame) return frames_ == nullptr ? "no_framing_ability" : "";
  const auto origin = origin_of(message.url);
  if (!origin) return "url_malformed";
  if (https_only_ && !origin->starts_with("https://")) return "plain_http_in_live_mode";
  if (!origins_.empty() && !origins_.contains(*origin)) return "endpoint_not_allowed";
  return "";
}

Task<WireReply> AccountWire::exchange(WireMessage message) {
  const std::string_view refused = refusal(message);
  if (!refused.empty()) {
    log_error("A channel plugin wanted to send where its account may not",
              {{"channel", account_}, {"reason", refused}});
    return answer_not_sent(refused);
  }
  if (message.kind == WireKind::frame) return frames_->exchange(std::move(message));
  return http_->exchange(std::move(message));
}

void AccountWire::stop() {
  if (frames_ != nullptr) frames_->stop();
}

bool may_connect(const ChannelAccount& account, const std::string& address) {
  const auto& allowed = account.endpoints;
  return allowed.empty() || std::find(allowed.begin(), allowed.end(), address) != allowed.end();
}

}  // namespace tollgate::channel
