#include "gateway/adapters/lua/nearest_name.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace tollgate::lua {
namespace {

std::string_view nearest(std::string_view typed, std::initializer_list<std::string_view> names) {
  NearestName best(typed);
  for (const auto name : names) best.offer(name);
  return best.best();
}

TEST(NearestName, FindsWhatWasMeant) {
  EXPECT_EQ(nearest("amuont", {"email", "amount", "device"}), "amount");
  EXPECT_EQ(nearest("card", {"customer", "card_bin"}), "card_bin");
  EXPECT_EQ(nearest("blokc", {"allow", "block", "by"}), "block");
}

TEST(NearestName, IsSilentWhenNothingIsClose) {
  EXPECT_EQ(nearest("os", {"by", "rule"}), "");
  EXPECT_EQ(nearest("", {"by"}), "");
  EXPECT_EQ(nearest(std::string(1000, 'x'), {"by"}), "");
}

TEST(NearestName, PrefersTheCloserThenTheFirstInTheAlphabet) {
  EXPECT_EQ(nearest("device", {"devices", "device_x", "devise"}), "device_x");
  EXPECT_EQ(nearest("cat", {"car", "bat"}), "bat");
}

}  // namespace
}  // namespace tollgate::lua
