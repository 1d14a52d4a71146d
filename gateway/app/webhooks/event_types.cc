#include "gateway/app/webhooks/event_types.h"

#include <algorithm>
#include <array>

#include "gateway/payment/event.h"

namespace tollgate {
namespace {

constexpr std::array kTypes = {
    event_type::kPaymentCreated,
    event_type::kPaymentProcessing,
    event_type::kPaymentRequiresAction,
    event_type::kPaymentInReview,
    event_type::kPaymentReviewApproved,
    event_type::kPaymentAuthorized,
    event_type::kPaymentPartiallyCaptured,
    event_type::kPaymentSucceeded,
    event_type::kPaymentFailed,
    event_type::kPaymentBlocked,
    event_type::kPaymentRerouted,
    event_type::kPaymentCaptureStarted,
    event_type::kPaymentCaptureFailed,
    event_type::kPaymentCancelStarted,
    event_type::kPaymentCancelFailed,
    event_type::kPaymentCanceled,
    event_type::kPaymentApprovedLate,
    event_type::kPaymentLateApprovalVoided,
    event_type::kPaymentReversed,
    event_type::kPaymentExchanged,
    event_type::kDisputeOpened,
    event_type::kDisputeWon,
    event_type::kDisputeLost,
    event_type::kRefundCreated,
    event_type::kRefundSucceeded,
    event_type::kRefundFailed,
    event_type::kRefundExchanged,
    event_type::kPayoutCreated,
    event_type::kPayoutProcessing,
    event_type::kPayoutRequiresAction,
    event_type::kPayoutInReview,
    event_type::kPayoutReviewApproved,
    event_type::kPayoutSucceeded,
    event_type::kPayoutFailed,
    event_type::kPayoutBlocked,
    event_type::kPayoutRerouted,
    event_type::kPayoutCancelStarted,
    event_type::kPayoutCanceled,
    event_type::kPayoutApprovedLate,
    event_type::kPayoutLateApprovalVoided,
    event_type::kPayoutReturned,
    event_type::kPayoutExchanged,
};

}  // namespace

std::span<const std::string_view> webhook_event_types() { return kTypes; }

bool is_webhook_event_type(std::string_view type) {
  return type == "*" || std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

}  // namespace tollgate
