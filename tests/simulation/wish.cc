#include "tests/simulation/wish.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "gateway/app/change_payment.h"
#include "gateway/app/create_card_token.h"
#include "gateway/app/create_payment.h"
#include "gateway/app/review_payment.h"
#include "tests/gateway/currencies.h"
#include "tests/simulation/cards.h"

namespace tollgate::simulation {
namespace {

int status_of(const Answer& answer) {
  if (!answer.refusal) return answer.created ? 201 : 200;
  const std::string& code = answer.refusal->code;
  if (code == "service_unavailable") return 503;
  if (code == "idempotency_in_progress" || code == "lock_timeout") return 409;
  if (code == "resource_not_found") return 404;
  return 402;
}

void add_words(std::string& body, const Payment& payment) {
  body += payment.id.str();
  body += ' ';
  body += to_text(payment.status);
  for (const std::int64_t number : {std::int64_t{payment.version}, payment.amount_captured,
                                    payment.amount_refunded, payment.amount_refunding}) {
    body += ' ';
    body += std::to_string(number);
  }
}

StoredAnswer render(const Answer& answer) {
  StoredAnswer stored;
  stored.status = status_of(answer);
  if (answer.refusal) stored.body = answer.refusal->code + ' ';
  if (answer.payment) add_words(stored.body, *answer.payment);
  if (answer.refund)
    stored.body +=
        ' ' + answer.refund->id.str() + ' ' + std::string(to_text(answer.refund->status));
  return stored;
}

StoredAnswer render_method(const PaymentMethod& method) {
  StoredAnswer stored;
  stored.status = 201;
  stored.body = method.id.str();
  return stored;
}

CreatePayment create_of(const Wish& wish) {
  CreatePayment command(Money(wish.amount.value_or(0), kEur));
  command.merchant_id = wish.merchant;
  command.capture_method = wish.manual ? CaptureMethod::manual : CaptureMethod::automatic;
  command.direction = wish.direction;
  command.payment_method = wish.method;
  if (wish.kind == WishKind::pay_out) {
    command.method = "bank_transfer";
    command.counterparty = Party{"Ada Lovelace", "", "0123456789", "NWBKGB2L", "GB"};
  }
  command.merchant_reference = wish.reference;
  command.customer = wish.account;
  return command;
}

CreateCardToken token_of(const Wish& wish) {
  CreateCardToken command;
  command.merchant_id = wish.merchant;
  command.card.number = Secret(std::string(kCardNumbers.at(wish.card)));
  command.card.cvc = Secret(std::string(kCode));
  command.card.expiry_month = 12;
  command.card.expiry_year = 2040;
  return command;
}

// The next word of a line, which it is taken from.
std::string_view take_word(std::string_view& line) {
  const auto end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

template <class T>
T take_number(std::string_view& line) {
  const std::string_view word = take_word(line);
  T number{};
  std::from_chars(word.data(), word.data() + word.size(), number);
  return number;
}

}  // namespace

RequestContext context_of(const Wish& wish, const Digest16& nonce, Timestamp now) {
  RequestContext context;
  context.record.nonce_digest = nonce;
  context.record.idempotency_digest = wish.key;
  // Two wishes under one key differ in what they ask and how much.
  context.record.fingerprint[0] = static_cast<std::uint8_t>(wish.kind);
  const std::int64_t amount = wish.amount.value_or(-1);
  std::memcpy(context.record.fingerprint.data() + 1, &amount, sizeof amount);
  context.record.merchant_id = wish.merchant;
  context.record.received_at = now;
  context.mode = Mode::test;
  context.render = render;
  return context;
}

Task<Reply> carry_out_wish(Services& services, RequestContext context, Wish wish) {
  switch (wish.kind) {
    case WishKind::tokenize: {
      CreateCardToken command = token_of(wish);
      co_return co_await create_card_token(services, context, std::move(command), render_method);
    }
    case WishKind::create:
    case WishKind::pay_out: {
      CreatePayment command = create_of(wish);
      co_return co_await create_payment(services, context, std::move(command));
    }
    case WishKind::capture: {
      CapturePayment command{wish.merchant, wish.payment, wish.amount, wish.final_capture};
      co_return co_await capture_payment(services, context, std::move(command));
    }
    case WishKind::cancel: {
      CancelPayment command{wish.merchant, wish.payment, wish.direction};
      co_return co_await cancel_payment(services, context, std::move(command));
    }
    case WishKind::refund: {
      RefundPayment command{wish.merchant, wish.payment, wish.amount, "", ""};
      co_return co_await refund_payment(services, context, std::move(command));
    }
    default: {
      ReviewPayment command{wish.merchant, wish.payment, wish.kind == WishKind::approve,
                            wish.direction};
      co_return co_await review_payment(services, context, std::move(command));
    }
  }
}

Told read_answer(const StoredAnswer& answer) {
  Told told;
  std::string_view line = answer.body;
  if (!line.starts_with("pay_") && !line.starts_with("pm_")) told.code = take_word(line);
  if (!line.starts_with("pay_")) return told;
  told.payment = PaymentId::parse(take_word(line));
  told.status = take_word(line);
  told.version = take_number<std::uint32_t>(line);
  told.captured = take_number<std::int64_t>(line);
  told.refunded = take_number<std::int64_t>(line);
  return told;
}

bool is_final_answer(const StoredAnswer& answer) {
  return answer.status != 503 && answer.status != 409 && !answer.body.starts_with("nonce_replayed");
}

bool binds_key(const StoredAnswer& answer) {
  constexpr std::array<std::string_view, 5> kFree = {
      "payment_state_conflict ", "resource_not_found ", "duplicate_merchant_reference ",
      "idempotency_key_reused ", "nonce_replayed "};
  return std::none_of(kFree.begin(), kFree.end(),
                      [&](std::string_view code) { return answer.body.starts_with(code); });
}

}  // namespace tollgate::simulation
