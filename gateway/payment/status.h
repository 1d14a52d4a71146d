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
  payout = 7,
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
constexpr bool is_terminal(PaymentStatus status) {
  return status == PaymentStatus::succeeded || status == PaymentStatus::canceled ||
         status == PaymentStatus::failed;
}

std::string_view to_text(PaymentStatus status);
std::string_view to_text(CaptureMethod method);
std::string_view to_text(RefundStatus status);
std::string_view to_text(OperationKind kind);
std::string_view to_text(OutcomeKind kind);
std::optional<PaymentStatus> payment_status_from_text(std::string_view text);

}  // namespace tollgate
