// What a plugin declares, as bytes and back: its descriptor, and a channel's abilities (codec.h).
#pragma once

#include <deque>
#include <vector>

#include "gateway/adapters/channel/isolation/codec.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

struct DescriptorRoom {
  std::deque<tollgate_support> operations;
  std::vector<const tollgate_support*> operation_list;
  std::vector<tollgate_view> methods;
  std::vector<tollgate_currency_limit> currencies;
};

// The abilities of one channel; functions stay on the plugin's side.
struct Abilities {
  const tollgate_framing* framing = nullptr;
  const tollgate_session* session = nullptr;
  const tollgate_notify* notify = nullptr;
};

struct AbilitiesRoom {
  tollgate_framing framing{};
  std::vector<tollgate_view> addresses;
  tollgate_session session{};
  std::vector<tollgate_operation_kind> on_connect;
  std::vector<tollgate_operation_kind> on_disconnect;
  tollgate_notify notify{};
};

template <class Codec>
void code(Codec& codec, tollgate_support& support) {
  codec.number(support.size);
  codec.number(support.kind);
  codec.number(support.recovery);
  codec.number(support.settle_time_ms);
  codec.number(support.flags);
  codec.number(support.reserved);
}

template <class Codec>
void code(Codec& codec, tollgate_currency_limit& limit) {
  codec.raw(limit.currency, sizeof limit.currency);
  codec.number(limit.reserved);
  codec.number(limit.minimum_minor);
  codec.number(limit.maximum_minor);
}

template <class Codec>
void code_operations(Codec& codec, tollgate_descriptor& descriptor, DescriptorRoom& room) {
  codec.count(descriptor.operation_count, descriptor.operations);
  for (std::size_t i = 0; i < descriptor.operation_count && !codec.broken(); ++i) {
    tollgate_support& support = room.operations.emplace_back();
    const tollgate_support* pointer = Codec::kReads ? nullptr : descriptor.operations[i];
    if (code_presence(codec, pointer, support)) code(codec, support);
    room.operation_list.push_back(pointer);
  }
  if constexpr (Codec::kReads)
    descriptor.operations = room.operation_list.empty() ? nullptr : room.operation_list.data();
}

template <class Codec>
void code(Codec& codec, tollgate_descriptor& descriptor, DescriptorRoom& room) {
  codec.number(descriptor.size);
  codec.number(descriptor.reserved);
  codec.view(descriptor.id);
  codec.view(descriptor.name);
  codec.view(descriptor.vendor);
  codec.view(descriptor.version);
  codec.view(descriptor.sdk_version);
  code_operations(codec, descriptor, room);
  code_views(codec, descriptor.methods, descriptor.method_count, room.methods);
  code_list(codec, descriptor.currencies, descriptor.currency_count, room.currencies,
            [](Codec& inner, tollgate_currency_limit& limit) { code(inner, limit); });
  codec.view(descriptor.settings_schema);
}

template <class Codec>
void code_kinds(Codec& codec, const tollgate_operation_kind*& list, std::size_t& count,
                std::vector<tollgate_operation_kind>& room) {
  code_list(codec, list, count, room,
            [](Codec& inner, tollgate_operation_kind& kind) { inner.number(kind); });
}

template <class Codec>
void code(Codec& codec, Abilities& abilities, AbilitiesRoom& room) {
  if (code_presence(codec, abilities.framing, room.framing)) {
    codec.number(room.framing.size);
    codec.number(room.framing.length_size);
    codec.number(room.framing.length_includes_itself);
    codec.number(room.framing.tls);
    codec.number(room.framing.frame_size_max);
    codec.number(room.framing.in_flight_max);
    code_views(codec, room.framing.addresses, room.framing.address_count, room.addresses);
  }
  if (code_presence(codec, abilities.session, room.session)) {
    codec.number(room.session.size);
    codec.number(room.session.echo_interval_ms);
    code_kinds(codec, room.session.on_connect, room.session.on_connect_count, room.on_connect);
    code_kinds(codec, room.session.on_disconnect, room.session.on_disconnect_count,
               room.on_disconnect);
  }
  if (code_presence(codec, abilities.notify, room.notify)) codec.number(room.notify.size);
}

}  // namespace tollgate::channel
