// The enumerations of a payment's life and their names. The numbers are stored in tables and must
// never be reused; zero is `unknown` in every one, so that a forgotten value is a safe value.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tollgate {

enum class PaymentStatus : std::uint8_t {
  unknown = 0,
  requires_payment_method = 1,
  requires_confirmation = 2,
  requires_action = 3,
  processing = 4,  // an operation is under way or its outcome is not known yet
  requires_capture = 5,
  succeeded = 6,
  canceled = 7,
  failed = 8,
  in_review = 9,
};

// Which way the money goes. A payout is a payment the other way: it goes the same way through the
// gateway, with one operation at a channel, and has no hold, no capture, no card and no refund.
enum class PaymentDirection : std::uint8_t {
  unknown = 0,
  payment = 1,  // from a payer to the merchant
  payout = 2,   // from the merchant to a payee
};

enum class CaptureMethod : std::uint8_t { unknown = 0, automatic = 1, manual = 2 };

enum class RefundStatus : std::uint8_t { unknown = 0, pending = 1, succeeded = 2, failed = 3 };

// What the gateway asks of a channel.
enum class OperationKind : std::uint8_t {
  unknown = 0,
  authorize = 1,  // reserve the amount; capture follows
  sale = 2,       // authorize and capture at once
  capture = 3,
  void_payment = 4,  // undo an authorization, or an operation whose outcome is not known
  refund = 5,
  query = 6,
  payout = 7,  // send the amount to the payee
  quote = 8,   // what would an amount come to? Moves nothing, and is not kept
};

// Why an operation was asked: what its approval means for the payment depends on it.
enum class OperationCause : std::uint8_t {
  unknown = 0,
  requested = 1,        // by the merchant
  outcome_unknown = 2,  // a void that undoes what nobody knows the outcome of
  expired = 3,          // a void because the payer, the merchant or a person took too long
  late_approval = 4,    // a void of what was approved after the payment had been closed
};

// What the payer must do before the channel can go on.
enum class NextActionKind : std::uint8_t {
  unknown = 0,
  redirect_to_url = 1,
  display_qr_code = 2,
  three_ds_challenge = 3,
  await_notification = 4,  // nothing: the channel tells the outcome by itself
};

// A channel's answer. Only `approved`, `declined` and `not_sent` are final.
enum class OutcomeKind : std::uint8_t {
  unknown = 0,  // it may have been done: ask, or undo, before anything else
  approved = 1,
  pending = 2,  // the channel has it and will answer later
  declined = 3,
  not_sent = 4,  // proof that the channel never saw it
};

constexpr bool is_final(OutcomeKind kind) {
  return kind == OutcomeKind::approved || kind == OutcomeKind::declined ||
         kind == OutcomeKind::not_sent;
}
// What the first operation of a payment is.
constexpr OperationKind charge_kind(PaymentDirection direction, CaptureMethod method) {
  if (direction == PaymentDirection::payout) return OperationKind::payout;
  return method == CaptureMethod::manual ? OperationKind::authorize : OperationKind::sale;
}
// What a payment lives by: the operation that moves its money, whichever way, or holds it.
constexpr bool is_charge(OperationKind kind) {
  return kind == OperationKind::authorize || kind == OperationKind::sale ||
         kind == OperationKind::payout;
}
constexpr bool is_terminal(PaymentStatus status) {
  return status == PaymentStatus::succeeded || status == PaymentStatus::canceled ||
         status == PaymentStatus::failed;
}

std::string_view to_text(PaymentStatus status);
std::string_view to_text(PaymentDirection direction);
std::string_view to_text(CaptureMethod method);
std::string_view to_text(RefundStatus status);
std::string_view to_text(OperationKind kind);
std::string_view to_text(OutcomeKind kind);
std::string_view to_text(OperationCause cause);
std::string_view to_text(NextActionKind kind);
std::optional<PaymentStatus> payment_status_from_text(std::string_view text);
std::optional<NextActionKind> next_action_kind_from_text(std::string_view text);

}  // namespace tollgate
