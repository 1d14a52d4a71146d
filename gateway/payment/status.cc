#include "gateway/payment/status.h"

#include <array>

#include "gateway/payment/ids.h"

namespace tollgate {
namespace {

template <std::size_t N, class Enum>
std::string_view name_at(const std::array<std::string_view, N>& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? names[index] : names[0];
}

// Never the one called "unknown".
template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 1; i < N; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

constexpr std::array<std::string_view, 10> kPaymentStatus = {"unknown",
                                                             "requires_payment_method",
                                                             "requires_confirmation",
                                                             "requires_action",
                                                             "processing",
                                                             "requires_capture",
                                                             "succeeded",
                                                             "canceled",
                                                             "failed",
                                                             "in_review"};
constexpr std::array<std::string_view, 3> kPaymentDirection = {"unknown", "payment", "payout"};
constexpr std::array<std::string_view, 3> kCaptureMethod = {"unknown", "automatic", "manual"};
constexpr std::array<std::string_view, 4> kRefundStatus = {"unknown", "pending", "succeeded",
                                                           "failed"};
constexpr std::array<std::string_view, 9> kOperationKind = {
    "unknown", "authorize", "sale", "capture", "void", "refund", "query", "payout", "quote"};
constexpr std::array<std::string_view, 5> kOutcomeKind = {"unknown", "approved", "pending",
                                                          "declined", "not_sent"};
constexpr std::array<std::string_view, 5> kOperationCause = {
    "unknown", "requested", "outcome_unknown", "expired", "late_approval"};
constexpr std::array<std::string_view, 5> kNextActionKind = {
    "unknown", "redirect_to_url", "display_qr_code", "three_ds_challenge", "await_notification"};
constexpr std::array<std::string_view, 3> kMode = {"unknown", "test", "live"};

}  // namespace

std::string_view to_text(PaymentStatus status) { return name_at(kPaymentStatus, status); }
std::string_view to_text(PaymentDirection direction) {
  return name_at(kPaymentDirection, direction);
}
std::string_view to_text(CaptureMethod method) { return name_at(kCaptureMethod, method); }
std::string_view to_text(RefundStatus status) { return name_at(kRefundStatus, status); }
std::string_view to_text(OperationKind kind) { return name_at(kOperationKind, kind); }
std::string_view to_text(OutcomeKind kind) { return name_at(kOutcomeKind, kind); }
std::string_view to_text(OperationCause cause) { return name_at(kOperationCause, cause); }
std::string_view to_text(NextActionKind kind) { return name_at(kNextActionKind, kind); }
std::string_view to_text(Mode mode) { return name_at(kMode, mode); }

std::optional<PaymentStatus> payment_status_from_text(std::string_view text) {
  return named<PaymentStatus>(kPaymentStatus, text);
}

std::optional<NextActionKind> next_action_kind_from_text(std::string_view text) {
  return named<NextActionKind>(kNextActionKind, text);
}

}  // namespace tollgate
