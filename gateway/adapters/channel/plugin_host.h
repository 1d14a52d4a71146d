// PluginHost: the host as one channel's plugin sees it, with the services it may use. Immutable;
// safe from any thread. Lives as long as the channel, and stays where it is: the plugin keeps its
// address.
#pragma once

#include "gateway/adapters/channel/signing_keys.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

class PluginHost final : private tollgate_host {
 public:
  explicit PluginHost(SigningKeys keys = {});
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  const tollgate_host* raw() const { return this; }

 private:
  static const PluginHost& of(const tollgate_host* host) {
    return *static_cast<const PluginHost*>(host);
  }
  static const void* find_ability(const tollgate_host* host, const char* id);
  static tollgate_sign_algorithm algorithm_of(const tollgate_host* host, tollgate_view key);
  static std::uint32_t make_signature(const tollgate_host* host, tollgate_view key,
                                      tollgate_view text, tollgate_buffer* signature);

  static const tollgate_sign kSign;

  SigningKeys keys_;
};

}  // namespace tollgate::channel
