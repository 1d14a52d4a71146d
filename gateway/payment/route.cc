#include "gateway/payment/route.h"

#include <algorithm>

namespace tollgate {
namespace {

template <class List, class Value>
bool holds(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

template <class List, class Value>
bool allows(const List& list, const Value& value) {
  return list.empty() || holds(list, value);
}

bool allows(const std::vector<AmountRange>& ranges, const Money& amount) {
  for (const auto& range : ranges)
    if (range.currency == amount.currency())
      return amount.minor() >= range.minimum_minor && amount.minor() <= range.maximum_minor;
  return true;
}

}  // namespace

RouteFacts::RouteFacts(const Payment& payment)
    : method(payment.method),
      amount(payment.amount),
      brand(payment.card.brand),
      bin(parse_bin(payment.card.bin)),
      merchant_id(payment.merchant_id),
      capture_method(payment.capture_method) {}

bool takes(const RouteConditions& conditions, const RouteFacts& facts) {
  return allows(conditions.capture_methods, facts.capture_method) &&
         allows(conditions.currencies, facts.amount.currency()) &&
         allows(conditions.amounts, facts.amount) && allows(conditions.methods, facts.method) &&
         (conditions.bins.empty() || (facts.bin && conditions.bins.contains(*facts.bin))) &&
         !(facts.bin && conditions.bins_except.contains(*facts.bin)) &&
         allows(conditions.brands, facts.brand) && !holds(conditions.brands_except, facts.brand) &&
         allows(conditions.merchants, facts.merchant_id);
}

}  // namespace tollgate
