#include "gateway/base/secret.h"

#include <gtest/gtest.h>

#include <ostream>

#include "gateway/base/log.h"

namespace tollgate {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(!Printable<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_constructible_v<LogField, std::string_view, Secret>);

TEST(Secret, MovedFromHoldsNothing) {
  Secret first("4111111111111111");
  const Secret second = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is the point
  EXPECT_EQ(second.reveal(), "4111111111111111");
}

TEST(Secret, ClearedMemoryHoldsNothing) {
  Secret secret(std::string(64, 'x'));
  const char* bytes = secret.reveal().data();
  secret.clear();
  for (int i = 0; i < 64; ++i) ASSERT_NE(bytes[i], 'x');
}

TEST(Secret, ComparesByContent) {
  EXPECT_TRUE(Secret("a") == Secret("a"));
  EXPECT_FALSE(Secret("a") == Secret("b"));
  EXPECT_FALSE(Secret("a") == Secret("ab"));
}

}  // namespace
}  // namespace tollgate
