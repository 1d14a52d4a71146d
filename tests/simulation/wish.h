// Wish: what a client asks of the gateway, as a value that can be sent again; and the way a process
// carries it out. The answers are words in a line, so that a checker reads them without JSON.
#pragma once

#include <optional>
#include <string>

#include "gateway/app/request_guard.h"
#include "gateway/app/services.h"

namespace tollgate::simulation {

enum class WishKind : std::uint8_t {
  tokenize,
  create,
  pay_out,
  capture,
  cancel,
  refund,
  approve,
  reject
};

struct Wish {
  WishKind kind = WishKind::create;
  MerchantId merchant;
  Digest16 key{};
  PaymentId payment;  // of all but tokenize, create and pay_out
  PaymentDirection direction = PaymentDirection::payment;  // of what is made or changed
  std::optional<std::int64_t> amount;                      // of create, pay_out, capture and refund
  bool final_capture = true;
  bool manual = false;     // of create: capture later
  PaymentMethodId method;  // of create
  std::string account;     // of create and pay_out
  std::string reference;   // of the two: the merchant's own
  std::size_t card = 0;    // of tokenize: index in kCardNumbers
};

// The nonce is new each time; a repeated one is a replay.
RequestContext context_of(const Wish& wish, const Digest16& nonce, Timestamp now);
Task<Reply> carry_out_wish(Services& services, RequestContext context, Wish wish);

// "201 pay_… succeeded 3 500 0 0": an answer's words.
struct Told {
  std::string code;  // of a refusal; empty otherwise
  std::optional<PaymentId> payment;
  std::string status;
  std::uint32_t version = 0;
  std::int64_t captured = 0;
  std::int64_t refunded = 0;
};
Told read_answer(const StoredAnswer& answer);
// False when the same request must be sent again to learn what became of it.
bool is_final_answer(const StoredAnswer& answer);
// False for a refusal that leaves the key free, so that the mended request may use it.
bool binds_key(const StoredAnswer& answer);

}  // namespace tollgate::simulation
