// PluginRequest: an operation in the words of the plugin contract. Owns or borrows everything the
// C struct points at, and does not move: the struct points into it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "gateway/adapters/channel/plugin_channel.h"
#include "gateway/app/ports/channel_port.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

using RequestRandom = std::array<std::uint8_t, 32>;

class PluginRequest {
 public:
  // Borrows `call` and the channel's description: both must outlive the request. The card is
  // shown only when the channel declared that it needs it for this kind.
  PluginRequest(const PluginChannel& channel, const ChannelCall& call, const RequestRandom& random);

  struct Session {
    SessionOperation operation = SessionOperation::echo;
    OperationId id;
    std::uint64_t sequence = 0;
    Timestamp now{};
  };
  PluginRequest(const Session& session, const RequestRandom& random);

  PluginRequest(const PluginRequest&) = delete;
  PluginRequest& operator=(const PluginRequest&) = delete;

  const tollgate_request& raw() const { return raw_; }
  const std::string& operation_id() const { return operation_id_; }
  bool is_quote() const { return raw_.kind == TOLLGATE_OPERATION_QUOTE; }
  bool is_query() const { return raw_.kind == TOLLGATE_OPERATION_QUERY; }
  // What an approval may come to at most, in minor units of currency(); nothing for a session.
  const std::optional<Money>& approvable() const { return approvable_; }
  // Whether it may be approved for less: what takes money may, what gives it back may not.
  bool in_part() const { return in_part_; }
  Mode mode() const { return mode_; }
  // The digits that must not appear in an outcome; empty: the plugin has no card.
  std::string_view card_number() const;
  // The account of the other side, which a sentence for people shows masked; empty: none is named.
  std::string_view account_number() const;

 private:
  void show_card(const CardData& card);
  void show_authentication(const Authentication& done);
  void show_counterparty(const Party& party);
  void show_original(const Operation& original);
  void show_quote(const Exchange& promise);

  tollgate_request raw_{};
  tollgate_card card_{};
  tollgate_authentication authentication_{};
  tollgate_party counterparty_{};
  tollgate_original original_{};
  tollgate_exchange quote_{};
  std::string operation_id_;
  std::string payment_id_;
  std::string original_id_;
  std::vector<tollgate_pair> original_data_;
  std::vector<tollgate_pair> metadata_;
  std::optional<Money> approvable_;
  bool in_part_ = false;
  Mode mode_ = Mode::live;
};

}  // namespace tollgate::channel
