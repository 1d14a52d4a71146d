#include "gateway/adapters/channel/plugin_channel.h"

#include <fmt/format.h>

#include <array>

#include "gateway/adapters/channel/contract.h"
#include "gateway/adapters/channel/settings_text.h"
#include "gateway/base/check.h"

namespace tollgate::channel {
namespace {

constexpr std::size_t kAddressesMax = 16;
constexpr std::size_t kSessionOperationsMax = 8;

static_assert(static_cast<int>(SessionOperation::sign_on) == TOLLGATE_OPERATION_SIGN_ON);
static_assert(static_cast<int>(SessionOperation::sign_off) == TOLLGATE_OPERATION_SIGN_OFF);
static_assert(static_cast<int>(SessionOperation::echo) == TOLLGATE_OPERATION_ECHO);

// "host:port" or "[ipv6]:port".
std::optional<TcpAddress> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size())
    return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string_view port = text.substr(colon + 1);
  if (host.empty() || port.size() > 5 ||
      port.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  return TcpAddress{std::string(host), std::string(port)};
}

}  // namespace

Result<std::shared_ptr<PluginChannel>> PluginChannel::create(std::shared_ptr<PluginLibrary> library,
                                                             const ChannelAccount& account) {
  auto keys = SigningKeys::open(account.keys);
  if (!keys)
    return Error{keys.error().code,
                 fmt::format("The channel account {}: {}", account.name, keys.error().message),
                 keys.error().mend};
  std::shared_ptr<PluginChannel> channel(
      new PluginChannel(std::move(library), account, std::move(*keys)));
  if (auto status = channel->make(account); !status) return std::move(status).error();
  return channel;
}

PluginChannel::~PluginChannel() {
  if (channel_ == nullptr) return;
  const std::lock_guard lock(library_->loader_mutex());
  try {
    channel_->destroy(channel_);
  } catch (...) {
    // It is gone for us either way; the contract forbids this and channel-check finds it.
    channel_ = nullptr;
  }
}

Error PluginChannel::broken(std::string_view how) const {
  return {
      ErrorCode::invalid_argument,
      fmt::format("The plugin {} {} for the channel account {}.", library_->path(), how, account_),
      "run channel-check on it and ask its vendor for a mended build"};
}

Status PluginChannel::make(const ChannelAccount& account) {
  auto settings_json = compose_settings(account);
  if (!settings_json) return std::move(settings_json).error();
  const tollgate_settings settings{sizeof settings, 0, view_of(account_),
                                   view_of(settings_json->reveal())};
  std::array<char, TOLLGATE_SENTENCE_MAX> room{};
  tollgate_buffer sentence{room.data(), room.size(), 0};
  {
    const std::lock_guard lock(library_->loader_mutex());
    try {
      channel_ = library_->create(*host_.raw(), settings, sentence);
    } catch (...) {
      return broken("threw an exception from create");
    }
  }
  if (channel_ == nullptr) {
    const std::string why(room.data(), std::min(sentence.size, room.size()));
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The plugin {} refuses the settings of the channel account {}: {}",
                             library_->path(), account_,
                             without_secrets(why.empty() ? "it gives no reason." : why, account)),
                 "Mend the settings of this channel account."};
  }
  if (auto status = check(); !status) {
    channel_ = nullptr;  // its destroy cannot be trusted
    return status;
  }
  find_abilities();
  return check_abilities();
}

Status PluginChannel::check() const {
  if (channel_->size < sizeof(tollgate_channel))
    return broken(fmt::format("made a channel of {} bytes where ABI version {} has {}",
                              channel_->size, TOLLGATE_ABI_VERSION, sizeof(tollgate_channel)));
  if (channel_->begin == nullptr || channel_->resume == nullptr || channel_->finish == nullptr ||
      channel_->ability == nullptr || channel_->destroy == nullptr)
    return broken("made a channel that lacks a function");
  return ok_status();
}

Status PluginChannel::check_abilities() const {
  if (notify_ != nullptr && (notify_->size < sizeof(tollgate_notify) || notify_->read == nullptr ||
                             notify_->release == nullptr))
    return broken("offers to read notifications with an incomplete ability");
  if (statement_ != nullptr &&
      (statement_->size < sizeof(tollgate_statement) || statement_->open == nullptr ||
       statement_->next == nullptr || statement_->close == nullptr))
    return broken("offers to read statements with an incomplete ability");
  return ok_status();
}

void PluginChannel::find_abilities() {
  try {
    framing_ = static_cast<const tollgate_framing*>(channel_->ability(channel_, TOLLGATE_FRAMING));
    session_ = static_cast<const tollgate_session*>(channel_->ability(channel_, TOLLGATE_SESSION));
    notify_ = static_cast<const tollgate_notify*>(channel_->ability(channel_, TOLLGATE_NOTIFY));
    statement_ =
        static_cast<const tollgate_statement*>(channel_->ability(channel_, TOLLGATE_STATEMENT));
  } catch (...) {
    framing_ = nullptr;  // then its frames are refused, which names the account
    session_ = nullptr;
    notify_ = nullptr;
    statement_ = nullptr;
  }
}

Result<TcpOptions> PluginChannel::frame_options() const {
  CHECK(framing_ != nullptr);
  if (framing_->size < sizeof(tollgate_framing) || framing_->correlate == nullptr ||
      (framing_->length_size != 2 && framing_->length_size != 4) ||
      framing_->addresses == nullptr || framing_->address_count == 0 ||
      framing_->address_count > kAddressesMax)
    return broken("offers a framing that is incomplete");
  TcpOptions options;
  options.name = account_;
  for (std::size_t i = 0; i < framing_->address_count; ++i) {
    const auto address = parse_address(text_of(framing_->addresses[i]));
    if (!address) return broken("offers a framing with an address that is not host:port");
    options.addresses.push_back(*address);
  }
  options.security.tls = framing_->tls != 0;
  options.format.length_size = framing_->length_size;
  options.format.length_includes_itself = framing_->length_includes_itself != 0;
  options.format.frame_bytes_max =
      std::min<std::size_t>(framing_->frame_size_max, TOLLGATE_BODY_MAX);
  options.in_flight_per_connection_max = framing_->in_flight_max;
  if (auto status = read_sessions(options); !status) return std::move(status).error();
  return options;
}

Status PluginChannel::read_sessions(TcpOptions& into) const {
  if (session_ == nullptr) return ok_status();
  const auto read = [](const tollgate_operation_kind* kinds, std::size_t count,
                       std::vector<SessionOperation>& list) {
    if (count > kSessionOperationsMax || (count > 0 && kinds == nullptr)) return false;
    for (std::size_t i = 0; i < count; ++i) {
      if (kinds[i] < TOLLGATE_OPERATION_SIGN_ON || kinds[i] > TOLLGATE_OPERATION_ECHO) return false;
      list.push_back(static_cast<SessionOperation>(kinds[i]));
    }
    return true;
  };
  if (session_->size < sizeof(tollgate_session) ||
      !read(session_->on_connect, session_->on_connect_count, into.on_connect) ||
      !read(session_->on_disconnect, session_->on_disconnect_count, into.on_disconnect))
    return broken("offers a session that is incomplete or names another operation");
  into.echo_interval = std::chrono::milliseconds(session_->echo_interval_ms);
  return ok_status();
}

Correlation PluginChannel::correlate(std::string_view frame) const {
  std::array<char, TOLLGATE_CORRELATION_KEY_MAX> room;
  tollgate_buffer key{room.data(), room.size(), 0};
  tollgate_frame_kind kind = TOLLGATE_FRAME_UNREADABLE;
  try {
    kind = framing_->correlate(channel_, view_of(frame), &key);
  } catch (...) {
    kind = TOLLGATE_FRAME_UNREADABLE;
  }
  Correlation correlation;
  if (kind == TOLLGATE_FRAME_UNSOLICITED) {
    correlation.kind = Correlation::Kind::unsolicited;
  } else if (kind == TOLLGATE_FRAME_REPLY && key.size <= room.size()) {
    correlation.kind = Correlation::Kind::reply;
    correlation.key.assign(room.data(), key.size);
  }
  return correlation;
}

}  // namespace tollgate::channel
