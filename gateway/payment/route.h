// Route: which payments a channel account is for, as its owner says. Pure values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/money.h"
#include "gateway/payment/bin_set.h"
#include "gateway/payment/payment.h"

namespace tollgate {

struct AmountRange {
  Currency currency;
  std::int64_t minimum_minor = 0;
  std::int64_t maximum_minor = Money::kMinorMax;
};

// A payment must pass every condition; an empty one asks nothing.
struct RouteConditions {
  std::vector<std::string> methods;  // "card", "wallet"
  std::vector<Currency> currencies;
  std::vector<AmountRange> amounts;  // one for a currency; any amount of a currency not named
  BinSet bins;                       // a payment whose card is not known does not pass
  BinSet bins_except;
  std::vector<std::string> brands;  // "visa"
  std::vector<std::string> brands_except;
  std::vector<MerchantId> merchants;
  std::vector<CaptureMethod> capture_methods;
};

// What of a payment decides its way. The views are the payment's own.
struct RouteFacts {
  std::string_view method;
  Money amount;
  std::string_view brand;
  std::optional<std::uint32_t> bin;
  MerchantId merchant_id;
  CaptureMethod capture_method = CaptureMethod::unknown;

  explicit RouteFacts(const Payment& payment);
};

bool takes(const RouteConditions& conditions, const RouteFacts& facts);

}  // namespace tollgate
