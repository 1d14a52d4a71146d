#include "gateway/payment/exchange.h"

namespace tollgate {

bool Exchange::add(const Exchange& other) {
  const auto net = settled.plus(other.settled);
  const auto kept = fee.plus(other.fee);
  if (!net || !kept) return false;
  settled = *net;
  fee = *kept;
  rate = other.rate;
  return true;
}

}  // namespace tollgate
