#include "gateway/adapters/kafka/delivery_tracker.h"

#include <gtest/gtest.h>

namespace tollgate {
namespace {

TEST(DeliveryTracker, MovesOnlyOverAConfirmedPrefix) {
  DeliveryTracker tracker(StreamCursors{{0, 40}});
  for (std::uint64_t number = 41; number <= 44; ++number) tracker.handed_over(0, number);
  tracker.confirmed(0, 42);
  tracker.confirmed(0, 44);
  EXPECT_EQ(tracker.cursors(), (StreamCursors{{0, 40}}));
  EXPECT_EQ(tracker.open_events(), 4u);
  tracker.confirmed(0, 41);
  EXPECT_EQ(tracker.cursors(), (StreamCursors{{0, 42}}));
  EXPECT_EQ(tracker.open_events(), 2u);
  tracker.confirmed(0, 43);
  EXPECT_EQ(tracker.cursors(), (StreamCursors{{0, 44}}));
  EXPECT_EQ(tracker.open_events(), 0u);
}

TEST(DeliveryTracker, KeepsStreamsApart) {
  DeliveryTracker tracker(StreamCursors{{1, 7}});
  tracker.handed_over(1, 8);
  tracker.handed_over(2, 1);  // a stream that had no cursor yet
  tracker.confirmed(2, 1);
  EXPECT_EQ(tracker.cursors(), (StreamCursors{{1, 7}, {2, 1}}));
}

TEST(DeliveryTrackerDeathTest, ANumberOutOfTurnIsAProgrammersError) {
  DeliveryTracker tracker(StreamCursors{{0, 5}});
  EXPECT_DEATH(tracker.handed_over(0, 7), "number");
  EXPECT_DEATH(tracker.confirmed(0, 6), "number");
}

}  // namespace
}  // namespace tollgate
