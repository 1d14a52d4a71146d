#include "gateway/base/failpoint.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace tollgate {
namespace {

// Leaves no order behind for the next test.
class FailpointTest : public testing::Test {
 protected:
  void TearDown() override { EXPECT_TRUE(arm_failpoints("").ok()); }
};

// How often the gateway's sources call each failpoint.
std::map<std::string, int> calls_in_the_sources() {
  constexpr std::string_view kCall = " failpoint(\"";
  std::map<std::string, int> calls;
  const std::filesystem::path root = TOLLGATE_SOURCE_DIR;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "gateway")) {
    if (entry.path().extension() != ".cc") continue;
    if (entry.path().filename() == "failpoint_list.cc") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const std::string source = text.str();
    for (auto at = source.find(kCall); at != std::string::npos; at = source.find(kCall, at + 1)) {
      const auto name = at + kCall.size();
      ++calls[source.substr(name, source.find('"', name) - name)];
    }
  }
  return calls;
}

TEST_F(FailpointTest, ThereAreAtLeastFortyWithNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const auto& info : all_failpoints()) {
    names.insert(info.name);
    EXPECT_FALSE(info.place.empty()) << info.name;
  }
  EXPECT_EQ(names.size(), all_failpoints().size());
  EXPECT_GE(names.size(), 40U);
}

TEST_F(FailpointTest, EachStandsInOnePlaceOfTheGateway) {
  auto calls = calls_in_the_sources();
  for (const auto& info : all_failpoints()) {
    const std::string name(info.name);
    EXPECT_EQ(calls[name], 1) << name << " is to be called in exactly one place";
    calls.erase(name);
  }
  EXPECT_TRUE(calls.empty()) << calls.begin()->first << " is called and not in the list";
}

TEST_F(FailpointTest, NothingHappensWithoutOrders) {
  failpoint("edge_received");
  ASSERT_TRUE(arm_failpoints("commit_queued=kill").ok());
  failpoint("edge_received");
}

TEST_F(FailpointTest, KillsAtTheTimeOrderedAndNotBefore) {
  ASSERT_TRUE(arm_failpoints("edge_received=kill@3").ok());
  failpoint("edge_received");
  failpoint("edge_received");
  failpoint("commit_queued");
  EXPECT_EXIT(failpoint("edge_received"), testing::KilledBySignal(SIGKILL),
              "failpoint edge_received reached");
}

TEST_F(FailpointTest, PausesForAsLongAsOrdered) {
  using std::chrono::steady_clock;
  ASSERT_TRUE(arm_failpoints("commit_queued=kill@9,edge_received=pause:30@2").ok());
  failpoint("edge_received");
  const auto begun = steady_clock::now();
  failpoint("edge_received");
  EXPECT_GE(steady_clock::now() - begun, std::chrono::milliseconds(30));
}

TEST_F(FailpointTest, RefusesWhatItDoesNotUnderstandAndKeepsTheOldOrders) {
  ASSERT_TRUE(arm_failpoints("edge_received=kill").ok());
  for (const auto* orders :
       {"edge_received", "nowhere=kill", "edge_received=stop", "edge_received=kill@0",
        "edge_received=kill@", "edge_received=kill@two", "edge_received=pause:@1",
        "edge_received=pause:60001", "commit_queued=kill,,edge_received=kill"}) {
    const Status taken = arm_failpoints(orders);
    ASSERT_FALSE(taken.ok()) << orders;
    EXPECT_EQ(taken.error().code, ErrorCode::invalid_argument);
  }
  EXPECT_EXIT(failpoint("edge_received"), testing::KilledBySignal(SIGKILL), "");
}

}  // namespace
}  // namespace tollgate
