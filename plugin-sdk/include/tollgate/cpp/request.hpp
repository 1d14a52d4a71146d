// Request: tollgate_request with std::string_view and std::optional. Its views stay good until the
// operation is finished, so a coroutine may take it by value and use it after any co_await.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "tollgate/cpp/view.hpp"
#include "tollgate/request.h"

namespace tollgate::sdk {

inline std::optional<std::string_view> find_value(std::span<const tollgate_pair> pairs,
                                                  std::string_view key) {
  for (const auto& pair : pairs) {
    if (view(pair.key) == key) return view(pair.value);
  }
  return std::nullopt;
}

struct Card {
  explicit Card(const tollgate_card& card)
      : number(view(card.number)),
        cvc(view(card.cvc)),
        holder(view(card.holder)),
        expiry_month(card.expiry_month),
        expiry_year(card.expiry_year) {}

  std::string_view number;
  std::string_view cvc;
  std::string_view holder;
  std::uint32_t expiry_month;  // 1 .. 12; 0 when not known
  std::uint32_t expiry_year;   // four digits; 0 when not known
};

struct Authentication {
  explicit Authentication(const tollgate_authentication* done)
      : version(view(done->version)),
        transaction_status(view(done->transaction_status)),
        eci(view(done->eci)),
        cavv(view(done->cavv)),
        ds_transaction_id(view(done->ds_transaction_id)) {}

  std::string_view version;
  std::string_view transaction_status;  // "Y", "A", "U" or "I"
  std::string_view eci;
  std::string_view cavv;
  std::string_view ds_transaction_id;
};

// What was promised for a sale or payout; see tollgate_exchange.
struct Quote {
  explicit Quote(const tollgate_exchange* promised)
      : settled(promised->settled),
        fee(promised->fee),
        rate(view(promised->rate)),
        reference(view(promised->reference)),
        expires_at_unix_us(promised->expires_unix_us) {}

  tollgate_money settled;
  tollgate_money fee;
  std::string_view rate;
  std::string_view reference;
  std::int64_t expires_at_unix_us;
};

struct Party {
  explicit Party(const tollgate_party* party)
      : name(view(party->name)),
        iban(view(party->iban)),
        account(view(party->account)),
        bic(view(party->bic)),
        country(view(party->country)) {}

  std::string_view name;
  std::string_view iban;
  std::string_view account;
  std::string_view bic;
  std::string_view country;
};

struct Original {
  explicit Original(const tollgate_original& original)
      : kind(original.kind),
        outcome_kind(original.outcome_kind),
        operation_id(view(original.operation_id)),
        amount(original.amount),
        approved_amount(original.approved_amount),
        time_unix_us(original.time_unix_us),
        sequence(original.sequence),
        channel_reference(view(original.channel_reference)),
        authorization_code(view(original.authorization_code)),
        data(original.data, original.data_count) {}

  // What the original's outcome stored under `key`.
  std::optional<std::string_view> find(std::string_view key) const { return find_value(data, key); }

  tollgate_operation_kind kind;
  std::int32_t outcome_kind;
  std::string_view operation_id;
  tollgate_money amount;
  tollgate_money approved_amount;
  std::int64_t time_unix_us;
  std::uint64_t sequence;
  std::string_view channel_reference;
  std::string_view authorization_code;
  std::span<const tollgate_pair> data;
};

struct Request {
  // By pointer: an older host's struct ends where its `size` says, and a reference would tell the
  // compiler that all of today's struct may be read.
  explicit Request(const tollgate_request* request)
      : kind(request->kind),
        attempt(request->attempt),
        operation_id(view(request->operation_id)),
        payment_id(view(request->payment_id)),
        amount(request->amount),
        time_unix_us(request->time_unix_us),
        sequence(request->sequence),
        random(request->random),
        method(view(request->method)),
        merchant_reference(view(request->merchant_reference)),
        description(view(request->description)),
        metadata(request->metadata, request->metadata_count),
        final_capture(!TOLLGATE_HAS(tollgate_request, request, final_capture) ||
                      request->final_capture != 0) {
    if (request->card != nullptr) card.emplace(*request->card);
    if (request->original != nullptr) original.emplace(*request->original);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): it is the pointer's own size that is asked for
    if (TOLLGATE_HAS(tollgate_request, request, authentication) &&
        request->authentication != nullptr)
      authentication.emplace(request->authentication);
    if (TOLLGATE_HAS(tollgate_request, request, quoted_kind)) {
      if (request->quote != nullptr) quote.emplace(request->quote);
      quoted_kind = request->quoted_kind;
    }
    if (TOLLGATE_HAS(tollgate_request, request, purpose)) {
      if (request->counterparty != nullptr) counterparty.emplace(request->counterparty);
      purpose = view(request->purpose);
    }
  }

  tollgate_operation_kind kind;
  std::uint32_t attempt;
  std::string_view operation_id;
  std::string_view payment_id;
  tollgate_money amount;
  std::int64_t time_unix_us;
  std::uint64_t sequence;
  std::span<const std::uint8_t, 32> random;
  std::string_view method;
  std::optional<Card> card;
  std::optional<Original> original;
  std::optional<Authentication> authentication;                      // 3-D Secure, beside the card
  std::optional<Quote> quote;                                        // of a sale or payout
  tollgate_operation_kind quoted_kind = TOLLGATE_OPERATION_UNKNOWN;  // of a quote
  std::string_view merchant_reference;
  std::string_view description;
  std::span<const tollgate_pair> metadata;
  bool final_capture;                 // of a capture: what it leaves of the original is released
  std::optional<Party> counterparty;  // the payer, or of a payout the payee
  std::string_view purpose;           // "SUPP"; empty: not said
};

}  // namespace tollgate::sdk
