// The currencies of the tests.
#pragma once

#include "gateway/base/currency.h"

namespace tollgate {

inline const Currency kEur = *Currency::parse("EUR");
inline const Currency kUsd = *Currency::parse("USD");
inline const Currency kJpy = *Currency::parse("JPY");  // no decimals
inline const Currency kKwd = *Currency::parse("KWD");  // three

}  // namespace tollgate
