// PluginChannel: one channel made by a plugin from one account's settings. Immutable once
// created: safe from any thread. Its library stays loaded as long as it lives.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/channel/channel_account.h"
#include "gateway/adapters/channel/plugin_host.h"
#include "gateway/adapters/channel/plugin_library.h"
#include "gateway/adapters/channel/tcp_options.h"
#include "gateway/base/result.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

class PluginChannel {
 public:
  // invalid_argument: the plugin refuses the settings (its sentence is in the message, without
  // the account's secrets), what it made breaks the contract, or a key is none.
  static Result<std::shared_ptr<PluginChannel>> create(std::shared_ptr<PluginLibrary> library,
                                                       const ChannelAccount& account);
  ~PluginChannel();
  PluginChannel(const PluginChannel&) = delete;
  PluginChannel& operator=(const PluginChannel&) = delete;

  const std::string& account() const { return account_; }
  Mode mode() const { return mode_; }
  const PluginLibrary& library() const { return *library_; }
  const PluginDescription& description() const { return library_->description(); }
  bool speaks_in_frames() const { return framing_ != nullptr; }
  // Null: the channel tells nothing by itself. Read it with notification_reader.h.
  const tollgate_notify* notify() const { return notify_; }
  // Null: the channel hands over no statements. Read them with plugin_statement.h.
  const tollgate_statement* statement() const { return statement_; }

  // The plugin's part of the options of a TcpWire: addresses, format, sessions, correlate. Needs
  // speaks_in_frames(). run_session is left to the caller.
  Result<TcpOptions> frame_options() const;
  Correlation correlate(std::string_view frame) const;

  const tollgate_channel& raw() const { return *channel_; }

 private:
  PluginChannel(std::shared_ptr<PluginLibrary> library, const ChannelAccount& account,
                SigningKeys keys)
      : library_(std::move(library)),
        account_(account.name),
        mode_(account.mode),
        host_(std::move(keys)) {}

  Status make(const ChannelAccount& account);
  Status check() const;
  void find_abilities();
  Status check_abilities() const;
  Status read_sessions(TcpOptions& into) const;
  Error broken(std::string_view how) const;

  const std::shared_ptr<PluginLibrary> library_;
  const std::string account_;
  const Mode mode_;
  const PluginHost host_;
  tollgate_channel* channel_ = nullptr;
  const tollgate_framing* framing_ = nullptr;
  const tollgate_session* session_ = nullptr;
  const tollgate_notify* notify_ = nullptr;
  const tollgate_statement* statement_ = nullptr;
};

}  // namespace tollgate::channel
