// The typed ids of the payment domain: what each prefix on the outside means.
#pragma once

#include "gateway/base/id.h"

namespace tollgate {

struct MerchantTag {
  static constexpr std::string_view kPrefix = "mer";
};
struct ApiKeyTag {
  static constexpr std::string_view kPrefix = "key";
};
struct PaymentTag {
  static constexpr std::string_view kPrefix = "pay";
};
// A payout is a payment the other way: its PaymentId is shown with this prefix.
struct PayoutTag {
  static constexpr std::string_view kPrefix = "po";
};
struct OperationTag {
  static constexpr std::string_view kPrefix = "op";
};
struct RefundTag {
  static constexpr std::string_view kPrefix = "re";
};
struct EventTag {
  static constexpr std::string_view kPrefix = "evt";
};
struct PaymentMethodTag {
  static constexpr std::string_view kPrefix = "pm";
};
struct FxQuoteTag {
  static constexpr std::string_view kPrefix = "fxq";
};
struct BreakTag {
  static constexpr std::string_view kPrefix = "brk";
};

using MerchantId = Id<MerchantTag>;
using ApiKeyId = Id<ApiKeyTag>;
using PaymentId = Id<PaymentTag>;
using PayoutId = Id<PayoutTag>;
using OperationId = Id<OperationTag>;
using RefundId = Id<RefundTag>;
using EventId = Id<EventTag>;
using PaymentMethodId = Id<PaymentMethodTag>;
using FxQuoteId = Id<FxQuoteTag>;
using BreakId = Id<BreakTag>;

// Sandbox keys reach test objects only, production keys live ones only.
enum class Mode : std::uint8_t { unknown = 0, test = 1, live = 2 };
std::string_view to_text(Mode mode);

}  // namespace tollgate
