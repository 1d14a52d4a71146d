// ChannelAccount: the settings of one channel account, as the configuration gives them.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "gateway/adapters/channel/plugin_trust.h"
#include "gateway/base/secret.h"
#include "gateway/payment/ids.h"

namespace tollgate::channel {

struct ChannelAccount {
  std::string name;                 // unique: what a payment's channel_account says
  std::string plugin;               // path of the .so, or the bare name of one in the plugin folder
  std::vector<std::string> sha256;  // lower-case hex; the plugin must have one of them. Empty: any
  bool isolated = false;            // the plugin lives in a process of its own
  Mode mode = Mode::test;           // live: plain http:// is refused
  // One JSON object for the plugin. Every secret becomes one more member of it, by its name.
  std::string settings = "{}";
  std::vector<std::pair<std::string, Secret>> secrets;
  // What the plugin may sign with by name and never sees: see SigningKeys::open.
  std::vector<std::pair<std::string, Secret>> keys;
  // Where the plugin may send: "https://api.bank.example", "acquirer.example:5000". A message to
  // anywhere else is refused. Empty: wherever its settings lead it.
  std::vector<std::string> endpoints;

  std::chrono::milliseconds deadline{30'000};         // of a whole operation
  std::chrono::milliseconds message_timeout{10'000};  // when the plugin names none
  std::size_t in_flight_max = 10'000;                 // operations; more are not_sent
  std::size_t connections = 1;                        // of a channel that speaks in frames
  std::string ca_file;  // PEM of the frame server's authorities; empty: the system's
};

// What the account's plugin must prove: real money asks for more than a test.
inline PluginTrust trust_in(const ChannelAccount& account, bool require_signature) {
  return {account.sha256, require_signature, account.mode == Mode::live};
}

}  // namespace tollgate::channel
