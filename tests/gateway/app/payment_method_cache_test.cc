#include "gateway/app/payment_method_cache.h"

#include <gtest/gtest.h>

namespace tollgate {
namespace {

PaymentMethod method(std::uint8_t number) {
  PaymentMethod made;
  Uuid id;
  id.bytes[15] = number;
  made.id = PaymentMethodId(id);
  return made;
}

TEST(PaymentMethodCache, ForgetsAfterItsTime) {
  PaymentMethodCache cache(10, std::chrono::seconds(60));
  const Timestamp start = from_unix_micros(0);
  cache.put(method(1), start);
  EXPECT_TRUE(cache.find(method(1).id, start + std::chrono::seconds(59)));
  EXPECT_FALSE(cache.find(method(1).id, start + std::chrono::seconds(60)));
  EXPECT_FALSE(cache.find(method(1).id, start));  // gone, not only hidden
}

TEST(PaymentMethodCache, KeepsThoseUsedLately) {
  PaymentMethodCache cache(2, std::chrono::seconds(60));
  const Timestamp now = from_unix_micros(0);
  cache.put(method(1), now);
  cache.put(method(2), now);
  EXPECT_TRUE(cache.find(method(1).id, now));
  cache.put(method(3), now);
  EXPECT_TRUE(cache.find(method(1).id, now));
  EXPECT_FALSE(cache.find(method(2).id, now));
  EXPECT_TRUE(cache.find(method(3).id, now));
}

}  // namespace
}  // namespace tollgate
