// Event: one line of a payment's history, written in the same commit as the change it tells.
// version N of a payment has exactly one event, with version N.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/clock.h"
#include "gateway/payment/ids.h"
#include "gateway/payment/shown_id.h"

namespace tollgate {

namespace event_type {
inline constexpr std::string_view kPaymentCreated = "payment.created";
inline constexpr std::string_view kPaymentProcessing = "payment.processing";
inline constexpr std::string_view kPaymentAuthorized = "payment.authorized";
inline constexpr std::string_view kPaymentSucceeded = "payment.succeeded";
inline constexpr std::string_view kPaymentFailed = "payment.failed";
inline constexpr std::string_view kPaymentBlocked = "payment.blocked";
inline constexpr std::string_view kPaymentCaptureStarted = "payment.capture_started";
inline constexpr std::string_view kPaymentCaptureFailed = "payment.capture_failed";
inline constexpr std::string_view kPaymentCancelStarted = "payment.cancel_started";
inline constexpr std::string_view kPaymentCancelFailed = "payment.cancel_failed";
inline constexpr std::string_view kPaymentCanceled = "payment.canceled";
inline constexpr std::string_view kPaymentRequiresAction = "payment.requires_action";
inline constexpr std::string_view kPaymentPartiallyCaptured = "payment.partially_captured";
inline constexpr std::string_view kPaymentInReview = "payment.in_review";
inline constexpr std::string_view kPaymentReviewApproved = "payment.review_approved";
inline constexpr std::string_view kPaymentRerouted = "payment.rerouted";
inline constexpr std::string_view kPaymentApprovedLate = "payment.approved_late";
inline constexpr std::string_view kPaymentLateApprovalVoided = "payment.late_approval_voided";
inline constexpr std::string_view kPaymentReversed = "payment.reversed";
// What a charge or refund came to on the merchant's account became known after it had succeeded.
inline constexpr std::string_view kPaymentExchanged = "payment.exchanged";
inline constexpr std::string_view kRefundExchanged = "refund.exchanged";
inline constexpr std::string_view kDisputeOpened = "dispute.opened";
inline constexpr std::string_view kDisputeWon = "dispute.won";
inline constexpr std::string_view kDisputeLost = "dispute.lost";
inline constexpr std::string_view kRefundCreated = "refund.created";
inline constexpr std::string_view kRefundSucceeded = "refund.succeeded";
inline constexpr std::string_view kRefundFailed = "refund.failed";
inline constexpr std::string_view kPayoutCreated = "payout.created";
inline constexpr std::string_view kPayoutProcessing = "payout.processing";
inline constexpr std::string_view kPayoutRequiresAction = "payout.requires_action";
inline constexpr std::string_view kPayoutInReview = "payout.in_review";
inline constexpr std::string_view kPayoutReviewApproved = "payout.review_approved";
inline constexpr std::string_view kPayoutSucceeded = "payout.succeeded";
inline constexpr std::string_view kPayoutFailed = "payout.failed";
inline constexpr std::string_view kPayoutBlocked = "payout.blocked";
inline constexpr std::string_view kPayoutRerouted = "payout.rerouted";
inline constexpr std::string_view kPayoutCancelStarted = "payout.cancel_started";
inline constexpr std::string_view kPayoutCanceled = "payout.canceled";
inline constexpr std::string_view kPayoutApprovedLate = "payout.approved_late";
inline constexpr std::string_view kPayoutLateApprovalVoided = "payout.late_approval_voided";
inline constexpr std::string_view kPayoutReturned = "payout.returned";
inline constexpr std::string_view kPayoutExchanged = "payout.exchanged";
}  // namespace event_type

// The type that tells of the same step of a payment that goes `direction`: of a payout
// "payout.succeeded" for "payment.succeeded", and "payout.returned" for "payment.reversed". A
// payout's events, and no others, have types that begin with "payout.".
std::string event_type_of(PaymentDirection direction, std::string_view payment_type);
PaymentDirection direction_of_event(std::string_view type);

struct Event {
  EventId id;
  PaymentId payment_id;
  MerchantId merchant_id;
  std::uint32_t version = 0;  // of the payment after the change
  std::string type;           // one of event_type
  Timestamp occurred_at{};
  std::string data;  // JSON: the payment (and refund) after the change
};

// An event with its place: writer streams are numbered densely, so commit order is number order.
struct StoredEvent {
  std::uint16_t stream = 0;
  std::uint64_t number = 0;  // from 1, without gaps
  Event event;
};

}  // namespace tollgate
