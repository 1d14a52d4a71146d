// What a plugin is given, as bytes and back: requests, replies and notifications (codec.h).
#pragma once

#include <vector>

#include "gateway/adapters/channel/isolation/codec.h"
#include "tollgate/message.h"
#include "tollgate/notification.h"
#include "tollgate/request.h"

namespace tollgate::channel {

struct RequestRoom {
  tollgate_card card{};
  tollgate_authentication authentication{};
  tollgate_party counterparty{};
  tollgate_original original{};
  tollgate_exchange quote{};
  std::vector<tollgate_pair> data;
  std::vector<tollgate_pair> metadata;
};

template <class Codec>
void code(Codec& codec, tollgate_card& card) {
  codec.number(card.size);
  codec.number(card.expiry_month);
  codec.number(card.expiry_year);
  codec.number(card.reserved);
  codec.view(card.number);
  codec.view(card.cvc);
  codec.view(card.holder);
}

template <class Codec>
void code(Codec& codec, tollgate_authentication& authentication) {
  codec.number(authentication.size);
  codec.number(authentication.reserved);
  codec.view(authentication.version);
  codec.view(authentication.transaction_status);
  codec.view(authentication.eci);
  codec.view(authentication.cavv);
  codec.view(authentication.ds_transaction_id);
}

template <class Codec>
void code(Codec& codec, tollgate_party& party) {
  codec.number(party.size);
  codec.number(party.reserved);
  codec.view(party.name);
  codec.view(party.iban);
  codec.view(party.account);
  codec.view(party.bic);
  codec.view(party.country);
}

template <class Codec>
void code(Codec& codec, tollgate_original& original, std::vector<tollgate_pair>& data) {
  codec.number(original.size);
  codec.number(original.kind);
  codec.number(original.outcome_kind);
  codec.number(original.reserved);
  codec.view(original.operation_id);
  code(codec, original.amount);
  code(codec, original.approved_amount);
  codec.number(original.time_unix_us);
  codec.number(original.sequence);
  codec.view(original.channel_reference);
  codec.view(original.authorization_code);
  code_pairs(codec, original.data, original.data_count, data);
}

template <class Codec>
void code(Codec& codec, tollgate_request& request, RequestRoom& room) {
  codec.number(request.size);
  codec.number(request.kind);
  codec.view(request.operation_id);
  codec.view(request.payment_id);
  code(codec, request.amount);
  codec.number(request.attempt);
  codec.number(request.reserved);
  codec.number(request.time_unix_us);
  codec.number(request.sequence);
  codec.raw(request.random, sizeof request.random);
  codec.view(request.method);
  if (code_presence(codec, request.card, room.card)) code(codec, room.card);
  if (code_presence(codec, request.original, room.original)) code(codec, room.original, room.data);
  codec.view(request.merchant_reference);
  codec.view(request.description);
  code_pairs(codec, request.metadata, request.metadata_count, room.metadata);
  codec.number(request.final_capture);
  codec.number(request.reserved_2);
  if (code_presence(codec, request.authentication, room.authentication))
    code(codec, room.authentication);
  if (code_presence(codec, request.quote, room.quote)) code(codec, room.quote);
  codec.number(request.quoted_kind);
  codec.number(request.reserved_3);
  if (code_presence(codec, request.counterparty, room.counterparty)) code(codec, room.counterparty);
  codec.view(request.purpose);
}

template <class Codec>
void code(Codec& codec, tollgate_reply& reply, std::vector<tollgate_pair>& headers) {
  codec.number(reply.size);
  codec.number(reply.status);
  codec.number(reply.http_status);
  codec.number(reply.reserved);
  code_pairs(codec, reply.headers, reply.header_count, headers);
  codec.view(reply.body);
}

template <class Codec>
void code(Codec& codec, tollgate_notification& notification, std::vector<tollgate_pair>& headers) {
  codec.number(notification.size);
  codec.number(notification.reserved);
  codec.view(notification.method);
  codec.view(notification.path);
  codec.view(notification.query);
  code_pairs(codec, notification.headers, notification.header_count, headers);
  codec.view(notification.body);
  codec.number(notification.time_unix_us);
}

}  // namespace tollgate::channel
