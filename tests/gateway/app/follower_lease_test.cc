#include "gateway/app/follower_lease.h"

#include <gtest/gtest.h>

#include "gateway/adapters/memory/manual_clock.h"
#include "gateway/adapters/memory/memory_store.h"

namespace tollgate {
namespace {

using std::chrono::milliseconds;
using Standing = FollowerLease::Standing;

// Two nodes whose own clocks and the store's clock move apart at will.
class FollowerLeaseTest : public testing::Test {
 protected:
  struct Node {
    FollowerLease::SteadyTime time{};
    FollowerLease lease;
    Node(EventSource& source, std::string_view name)
        : lease(source, "kafka", name, {}, [this] { return time; }) {}
  };
  void everybody_waits(milliseconds duration) {
    store_clock_.advance(duration);
    a_.time += duration;
    b_.time += duration;
  }

  memory::ManualClock store_clock_{from_unix_micros(1'000'000)};
  memory::MemoryStore store_{{.clock = &store_clock_}};
  Node a_{store_, "a"};
  Node b_{store_, "b"};
};

TEST_F(FollowerLeaseTest, OneHasItAndKeepsIt) {
  EXPECT_EQ(a_.lease.keep(), Standing::mine);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(b_.lease.keep(), Standing::other);
    everybody_waits(milliseconds(700));
    EXPECT_EQ(a_.lease.keep(), Standing::mine);
    EXPECT_TRUE(a_.lease.certain());
  }
  EXPECT_TRUE(a_.lease.is_mine());
  EXPECT_FALSE(b_.lease.is_mine());
}

TEST_F(FollowerLeaseTest, AnotherTakesOverWithinALeaseOfTheLastRenewal) {
  ASSERT_EQ(a_.lease.keep(), Standing::mine);
  milliseconds waited{0};
  for (; b_.lease.keep() != Standing::mine; waited += milliseconds(100))
    everybody_waits(milliseconds(100));
  EXPECT_EQ(waited, milliseconds(5000));
}

TEST_F(FollowerLeaseTest, AStalledHolderKnowsByItsOwnClockBeforeItAsks) {
  ASSERT_EQ(a_.lease.keep(), Standing::mine);
  EXPECT_TRUE(a_.lease.certain());
  everybody_waits(milliseconds(5000));
  EXPECT_FALSE(a_.lease.certain());
}

TEST_F(FollowerLeaseTest, AFormerHolderCannotMoveThePlace) {
  ASSERT_EQ(a_.lease.keep(), Standing::mine);
  ASSERT_TRUE(a_.lease.save({{1, 10}}).ok());
  // a stalls: its own clock does not even move.
  store_clock_.advance(std::chrono::seconds(5));
  ASSERT_EQ(b_.lease.keep(), Standing::mine);
  EXPECT_EQ(a_.lease.keep(), Standing::mine) << "it cannot know yet";
  EXPECT_EQ(a_.lease.save({{1, 99}}).error().code, ErrorCode::conflict);
  EXPECT_EQ(store_.load_cursors("kafka").value(), (StreamCursors{{1, 10}}));
  EXPECT_EQ(a_.lease.keep(), Standing::other);
  EXPECT_EQ(a_.lease.save({{1, 99}}).error().code, ErrorCode::conflict);
  EXPECT_TRUE(b_.lease.save({{1, 11}}).ok());
}

TEST_F(FollowerLeaseTest, AHolderThatWasLateGoesOnWhenNobodyCame) {
  ASSERT_EQ(a_.lease.keep(), Standing::mine);
  everybody_waits(milliseconds(60'000));
  EXPECT_FALSE(a_.lease.certain());
  EXPECT_EQ(a_.lease.keep(), Standing::mine);
  EXPECT_EQ(b_.lease.keep(), Standing::other);
}

TEST_F(FollowerLeaseTest, WhatIsReleasedIsTakenAtTheNextLook) {
  ASSERT_EQ(a_.lease.keep(), Standing::mine);
  ASSERT_EQ(b_.lease.keep(), Standing::other);
  a_.lease.release();
  EXPECT_FALSE(a_.lease.certain());
  EXPECT_FALSE(a_.lease.is_mine());
  everybody_waits(milliseconds(500));
  EXPECT_EQ(b_.lease.keep(), Standing::mine);
}

// The store's calls fail when told to.
class AbsentStore final : public EventSource {
 public:
  explicit AbsentStore(EventSource& real) : real_(real) {}
  bool away = false;
  int calls = 0;

  Result<StreamCursors> stream_heads() override { return real_.stream_heads(); }
  Result<std::vector<StoredEvent>> read_events(std::uint16_t stream, std::uint64_t after,
                                               std::size_t limit) override {
    return real_.read_events(stream, after, limit);
  }
  Result<StreamCursors> load_cursors(std::string_view follower) override {
    return real_.load_cursors(follower);
  }
  Status save_cursors(const FollowerEpoch& held, const StreamCursors& cursors) override {
    if (away) return error();
    return real_.save_cursors(held, cursors);
  }
  Result<std::optional<FollowerEpoch>> claim_follower(std::string_view follower,
                                                      std::string_view owner,
                                                      Duration lease) override {
    ++calls;
    if (away) return error();
    return real_.claim_follower(follower, owner, lease);
  }
  Result<bool> extend_follower(const FollowerEpoch& held, Duration lease) override {
    ++calls;
    if (away) return error();
    return real_.extend_follower(held, lease);
  }
  Status release_follower(const FollowerEpoch& held) override {
    return real_.release_follower(held);
  }

 private:
  static Error error() { return {ErrorCode::unavailable, "The store is away.", ""}; }
  EventSource& real_;
};

TEST_F(FollowerLeaseTest, WhileTheStoreIsAwayAHolderIsUnsureOnceItsTimeIsOver) {
  AbsentStore source(store_);
  Node node(source, "c");
  ASSERT_EQ(node.lease.keep(), Standing::mine);
  source.away = true;
  for (int i = 0; i < 49; ++i) {
    node.time += milliseconds(100);
    EXPECT_EQ(node.lease.keep(), Standing::mine);
  }
  EXPECT_TRUE(node.lease.trouble().has_value());
  node.time += milliseconds(100);
  EXPECT_EQ(node.lease.keep(), Standing::unsure);
  EXPECT_FALSE(node.lease.is_mine());
  EXPECT_EQ(node.lease.save({{1, 1}}).error().code, ErrorCode::unavailable);
  EXPECT_EQ(source.calls, 6) << "one claim, one try a second";
  source.away = false;
  node.time += milliseconds(1000);
  EXPECT_EQ(node.lease.keep(), Standing::mine);
  EXPECT_FALSE(node.lease.trouble().has_value());
}

}  // namespace
}  // namespace tollgate
