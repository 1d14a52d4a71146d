#include "gateway/app/cvc_cache.h"

#include <gtest/gtest.h>

#include "gateway/app/recent_requests.h"

namespace tollgate {
namespace {

PaymentMethodId id_of(std::uint8_t number) {
  Uuid id;
  id.bytes[15] = number;
  return PaymentMethodId(id);
}

const Timestamp kStart = from_unix_micros(0);

TEST(CvcCache, GivesACodeOutOnce) {
  CvcCache cache(10, std::chrono::minutes(15));
  cache.put(id_of(1), Secret("123"), kStart);
  EXPECT_EQ(cache.take(id_of(1), kStart).reveal(), "123");
  EXPECT_TRUE(cache.take(id_of(1), kStart).empty());
}

TEST(CvcCache, ForgetsAfterItsTime) {
  CvcCache cache(10, std::chrono::minutes(15));
  cache.put(id_of(1), Secret("123"), kStart);
  EXPECT_TRUE(cache.take(id_of(1), kStart + std::chrono::minutes(15)).empty());
}

TEST(CvcCache, HoldsAtMostItsCapacity) {
  CvcCache cache(3, std::chrono::minutes(15));
  for (std::uint8_t i = 1; i <= 5; ++i) cache.put(id_of(i), Secret("123"), kStart);
  EXPECT_TRUE(cache.take(id_of(1), kStart).empty());
  EXPECT_TRUE(cache.take(id_of(2), kStart).empty());
  EXPECT_FALSE(cache.take(id_of(5), kStart).empty());
}

TEST(CvcCache, ANewCodeForTheSameTokenReplacesTheOld) {
  CvcCache cache(3, std::chrono::minutes(15));
  cache.put(id_of(1), Secret("123"), kStart);
  cache.put(id_of(1), Secret("456"), kStart + std::chrono::minutes(10));
  EXPECT_EQ(cache.take(id_of(1), kStart + std::chrono::minutes(20)).reveal(), "456");
}

TEST(RecentRequests, RemembersUpToItsCapacity) {
  RecentRequests recent(2);
  const auto digest = [](const char* text) { return digest16_of({text}); };
  EXPECT_FALSE(recent.seen(digest("a")));
  EXPECT_TRUE(recent.seen(digest("a")));
  EXPECT_FALSE(recent.seen(digest("b")));
  EXPECT_FALSE(recent.seen(digest("c")));  // pushes out a
  EXPECT_FALSE(recent.seen(digest("a")));
}

}  // namespace
}  // namespace tollgate
