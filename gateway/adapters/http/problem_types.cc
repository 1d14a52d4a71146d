// The list of problem codes, in the order of docs: one row each, sorted by status.
#include <algorithm>
#include <array>

#include "gateway/adapters/http/problem.h"
#include "gateway/base/check.h"

namespace tollgate::http {
namespace {

constexpr bool kRetry = true;
constexpr bool kFinal = false;
constexpr bool kParam = true;
constexpr bool kWhole = false;

// clang-format off
constexpr std::array kTypes = std::to_array<ProblemType>({
    {"malformed_request", 400, "The request is not well-formed HTTP", "request", kFinal, kWhole,
     "Send one well-formed HTTP/1.1 request."},
    {"malformed_json", 400, "The body is not valid JSON", "request", kFinal, kWhole,
     "Send one JSON object in UTF-8."},
    {"parameter_missing", 400, "A required parameter is missing", "request", kFinal, kParam,
     "Add the parameter and send the request again."},
    {"parameter_invalid", 400, "A parameter has an invalid value", "request", kFinal, kParam,
     "Correct the parameter and send the request again."},
    {"parameter_unknown", 400, "A parameter is not known", "request", kFinal, kParam,
     "Remove the parameter or correct its name."},
    {"content_digest_mismatch", 400, "Content-Digest does not match the body", "request", kFinal, kWhole,
     "Compute Content-Digest over the exact bytes of the body."},
    {"idempotency_key_missing", 400, "Idempotency-Key is missing", "request", kFinal, kWhole,
     "Send an Idempotency-Key that is unique to this operation."},
    {"unsupported_api_version", 400, "The API version is not supported", "request", kFinal, kWhole,
     "Use a version listed in /openapi.json."},

    {"signature_missing", 401, "The request is not signed", "authentication", kFinal, kWhole,
     "Sign the request with Signature-Input and Signature (RFC 9421)."},
    {"signature_invalid", 401, "The signature does not verify", "authentication", kFinal, kWhole,
     "Check the signature base, the key and the covered components."},
    {"key_unknown", 401, "The key is not known", "authentication", kFinal, kWhole,
     "Use the key id of an active API key."},
    {"key_revoked", 401, "The key is revoked or not valid now", "authentication", kFinal, kWhole,
     "Use an active API key."},
    {"timestamp_out_of_window", 401, "The signature is too old or from the future", "authentication", kRetry, kWhole,
     "Set the clock and sign again."},
    {"nonce_replayed", 401, "The nonce was used before", "authentication", kRetry, kWhole,
     "Sign again with a fresh nonce."},

    {"card_declined", 402, "The card was declined", "decline", kFinal, kWhole,
     "Ask the payer for another way to pay."},
    {"insufficient_funds", 402, "The account has insufficient funds", "decline", kFinal, kWhole,
     "Ask the payer for another way to pay."},
    {"expired_card", 402, "The card has expired", "decline", kFinal, kWhole,
     "Ask the payer for a card that is still valid."},
    {"incorrect_cvc", 402, "The security code is incorrect", "decline", kFinal, kWhole,
     "Ask the payer to enter the security code again."},
    {"incorrect_number", 402, "The card number is incorrect", "decline", kFinal, kWhole,
     "Ask the payer to enter the card number again."},
    {"authentication_required", 402, "The payer must authenticate", "decline", kFinal, kWhole,
     "Confirm the payment again with authentication."},
    {"authentication_failed", 402, "The payer's authentication failed", "decline", kFinal, kWhole,
     "Ask the payer to try again or to pay another way."},
    {"issuer_unavailable", 402, "The issuer cannot be reached", "decline", kRetry, kWhole,
     "Try again later or ask the payer for another way to pay."},
    {"wallet_declined", 402, "The wallet declined the payment", "decline", kFinal, kWhole,
     "Ask the payer for another way to pay."},
    {"payout_declined", 402, "The payout was declined", "decline", kFinal, kWhole,
     "Nothing was paid; decline_code says why. Mend it and send another payout."},

    {"permission_denied", 403, "The key may not do this", "permission", kFinal, kWhole,
     "Use a key with the role that this request needs."},
    {"ip_not_allowed", 403, "The address is not allowed", "permission", kFinal, kWhole,
     "Send from an address on the key's allow-list."},
    {"merchant_suspended", 403, "The merchant is suspended", "permission", kFinal, kWhole,
     "Contact the operator of this gateway."},
    {"risk_blocked", 403, "The payment was blocked by a risk rule", "permission", kFinal, kWhole,
     "Do not retry; the reasons are in the payment's risk decision."},
    {"sanctions_blocked", 403, "The payment was blocked by sanctions screening", "permission", kFinal, kWhole,
     "Do not retry; contact the operator of this gateway."},

    {"resource_not_found", 404, "There is no such resource", "request", kFinal, kWhole,
     "Check the path and the id."},
    {"method_not_allowed", 405, "The resource does not have this method", "request", kFinal, kWhole,
     "Use a method named in Allow."},
    {"not_acceptable", 406, "No acceptable representation", "request", kFinal, kWhole,
     "Accept application/json."},
    {"request_timeout", 408, "The request did not arrive in time", "request", kRetry, kWhole,
     "Send the whole request without pauses."},

    {"idempotency_in_progress", 409, "The same request is in progress", "conflict", kRetry, kWhole,
     "Repeat the request with the same Idempotency-Key after Retry-After."},
    {"lock_timeout", 409, "Another request holds this resource", "conflict", kRetry, kWhole,
     "Repeat the request."},
    {"payment_state_conflict", 409, "The payment's status does not allow this", "conflict", kFinal, kWhole,
     "Fetch the payment and act on its status."},
    {"duplicate_merchant_reference", 409, "The merchant reference was used before", "conflict", kFinal, kWhole,
     "Use a new merchant_reference, or fetch the payment that has it."},
    {"webhook_endpoint_disabled", 409, "The webhook endpoint is disabled", "conflict", kFinal, kWhole,
     "Enable the endpoint first."},

    {"payload_too_large", 413, "The body is too large", "request", kFinal, kWhole,
     "Send a smaller body."},
    {"unsupported_media_type", 415, "The media type is not supported", "request", kFinal, kWhole,
     "Send application/json."},
    {"expectation_failed", 417, "The expectation cannot be met", "request", kFinal, kWhole,
     "Send no Expect field other than 100-continue."},

    {"idempotency_key_reused", 422, "The idempotency key was used for another request", "conflict", kFinal, kWhole,
     "Use a new Idempotency-Key for a different request."},
    {"amount_invalid", 422, "The amount is invalid", "request", kFinal, kWhole,
     "Send a positive integer of minor units within the limits."},
    {"currency_not_supported", 422, "The currency is not supported here", "request", kFinal, kWhole,
     "Use a currency that the merchant's channels declare."},
    {"payment_method_not_supported", 422, "The payment method is not supported here", "request", kFinal, kParam,
     "Use a payment_method_type that the merchant's channels declare."},
    {"operation_not_supported", 422, "No channel does this", "request", kFinal, kParam,
     "Use a payment_method_type or capture_method that the merchant's channels can carry out."},
    {"amount_exceeds_capturable", 422, "The amount exceeds what can be captured", "conflict", kFinal, kWhole,
     "Capture at most amount_capturable."},
    {"amount_exceeds_refundable", 422, "The amount exceeds what can be refunded", "conflict", kFinal, kWhole,
     "Refund at most what was received and is not refunded yet."},
    {"capture_window_expired", 422, "The authorization can no longer be captured", "conflict", kFinal, kWhole,
     "Create a new payment."},
    {"fx_quote_expired", 422, "The FX quote has expired or was used", "conflict", kFinal, kWhole,
     "Get a new quote."},
    {"balance_insufficient", 422, "The balance is insufficient", "conflict", kFinal, kWhole,
     "Wait for funds or send a smaller amount."},
    {"beneficiary_invalid", 422, "The beneficiary is invalid", "request", kFinal, kWhole,
     "Correct the beneficiary's details."},

    {"rate_limited", 429, "Too many requests", "rate_limit", kRetry, kWhole,
     "Slow down and repeat after Retry-After."},
    {"quota_exceeded", 429, "The quota is used up", "rate_limit", kRetry, kWhole,
     "Wait for the next period or ask for a larger quota."},
    {"header_too_large", 431, "The header section is too large", "request", kFinal, kWhole,
     "Send fewer or shorter header fields."},

    {"internal_error", 500, "The gateway failed", "gateway", kRetry, kWhole,
     "Repeat the request with the same Idempotency-Key; if it persists, report the request_id."},
    {"not_implemented", 501, "The gateway does not implement this", "request", kFinal, kWhole,
     "Use what /openapi.json describes."},
    {"channel_bad_response", 502, "The channel answered in an unexpected way", "channel", kRetry, kWhole,
     "Fetch the payment before you repeat anything."},
    {"channel_unavailable", 503, "The channel is unavailable", "channel", kRetry, kWhole,
     "Repeat the request later."},
    {"service_unavailable", 503, "The gateway is not available now", "gateway", kRetry, kWhole,
     "Repeat the request with the same Idempotency-Key after Retry-After."},
    {"http_version_not_supported", 505, "The HTTP version is not supported", "request", kFinal, kWhole,
     "Use HTTP/1.1."},
});
// clang-format on

}  // namespace

std::span<const ProblemType> problem_types() { return kTypes; }

const ProblemType& problem_type(std::string_view code) {
  const auto* const found = std::find_if(
      kTypes.begin(), kTypes.end(), [&](const ProblemType& type) { return type.code == code; });
  CHECK(found != kTypes.end());
  return *found;
}

}  // namespace tollgate::http
