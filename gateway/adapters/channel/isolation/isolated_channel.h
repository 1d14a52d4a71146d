// IsolatedChannel: a channel of a plugin in another process, with the contract's own face. Its
// functions may be called as those of any plugin.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/adapters/channel/isolation/declaration_codec.h"
#include "gateway/adapters/channel/isolation/isolated_plugin.h"

namespace tollgate::channel {

class IsolatedChannel {
 public:
  // What the process answered to a create. The error's message is the plugin's own sentence.
  static Result<std::unique_ptr<IsolatedChannel>> read(std::shared_ptr<IsolatedPlugin> plugin,
                                                       const NumberedHost& host,
                                                       std::string answer);
  IsolatedChannel(const IsolatedChannel&) = delete;
  IsolatedChannel& operator=(const IsolatedChannel&) = delete;

  tollgate_channel& raw() { return raw_; }
  IsolatedPlugin& plugin() const { return *plugin_; }
  // Its number in the process, and who answers what it asks.
  const NumberedHost& host() const { return host_; }

  // Behind the contract's functions; each gives what the plugin would.
  const void* ability(std::string_view id) const;
  tollgate_frame_kind correlate(tollgate_view frame, tollgate_buffer& key) const;
  // A reading that is_nobody_there() when the process is away: another time it may be read.
  const tollgate_reading* read_notification(const tollgate_notification& notification) const;

  static const IsolatedChannel& of(const tollgate_channel* raw) {
    return *static_cast<const IsolatedChannel*>(raw->self);
  }

 private:
  IsolatedChannel(std::shared_ptr<IsolatedPlugin> plugin, const NumberedHost& host,
                  std::string answer);
  enum class Asked {
    nobody,  // there is no process: it never came to be asked
    ended,   // the process ended by it
    answered,
  };
  // Asks again, once, when the process ended for another call's sake.
  Asked ask(FrameKind kind, std::string_view bytes, std::string& answer) const;

  const std::shared_ptr<IsolatedPlugin> plugin_;
  const NumberedHost host_;
  const std::string answer_;  // what the abilities point into
  Abilities abilities_;
  AbilitiesRoom room_;
  tollgate_channel raw_{};
};

bool is_nobody_there(const tollgate_reading* reading);

}  // namespace tollgate::channel
