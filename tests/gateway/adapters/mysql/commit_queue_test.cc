#include "gateway/adapters/mysql/commit_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace tollgate::mysql {
namespace {

constexpr std::chrono::milliseconds kNoPatience{0};
constexpr std::chrono::minutes kEnough{1};

PendingCommit pending(std::size_t bytes, SteadyTime at = {}) {
  PendingCommit item;
  item.bytes = bytes;
  item.submitted_at = at;
  return item;
}

bool push(CommitQueue& queue, std::size_t bytes) {
  PendingCommit item = pending(bytes);
  return queue.push(item);
}

std::vector<std::size_t> sizes(const std::vector<PendingCommit>& batch) {
  std::vector<std::size_t> sizes;
  for (const PendingCommit& item : batch) sizes.push_back(item.bytes);
  return sizes;
}

TEST(CommitQueue, IsBoundedByNumberAndBytes) {
  CommitQueue queue({.changes = 3, .bytes = 100});
  EXPECT_TRUE(push(queue, 60));
  EXPECT_FALSE(push(queue, 41));
  EXPECT_TRUE(push(queue, 30));
  EXPECT_TRUE(push(queue, 10));
  EXPECT_FALSE(push(queue, 0));
  EXPECT_EQ(queue.depth().changes, 3U);
  EXPECT_EQ(queue.depth().bytes, 100U);
}

TEST(CommitQueue, TakesInOrderUpToTheLimits) {
  CommitQueue queue({.changes = 10, .bytes = 1000});
  for (const std::size_t bytes : {500, 10, 20, 30, 40}) ASSERT_TRUE(push(queue, bytes));
  using Sizes = std::vector<std::size_t>;
  EXPECT_EQ(sizes(queue.take({10, 100}, kNoPatience)), Sizes{500}) << "one, however big";
  EXPECT_EQ(sizes(queue.take({2, 100}, kNoPatience)), (Sizes{10, 20}));
  EXPECT_EQ(sizes(queue.take({10, 69}, kNoPatience)), Sizes{30});
  EXPECT_EQ(sizes(queue.take({10, 69}, kNoPatience)), Sizes{40});
  EXPECT_TRUE(queue.take({10, 69}, kNoPatience).empty());
  EXPECT_EQ(queue.depth().bytes, 0U);
}

TEST(CommitQueue, WakesItsWriter) {
  CommitQueue queue({.changes = 10, .bytes = 1000});
  std::thread pusher([&] { push(queue, 7); });
  EXPECT_EQ(queue.take({10, 100}, kEnough).size(), 1U);
  pusher.join();
}

TEST(CommitQueue, HandsOutWhatIsLeftAfterClosing) {
  CommitQueue queue({.changes = 10, .bytes = 1000});
  ASSERT_TRUE(push(queue, 7));
  queue.close();
  EXPECT_FALSE(push(queue, 7));
  EXPECT_FALSE(queue.is_closed_and_empty());
  EXPECT_EQ(queue.take({10, 100}, kEnough).size(), 1U);
  EXPECT_TRUE(queue.is_closed_and_empty());
  EXPECT_TRUE(queue.take({10, 100}, kEnough).empty()) << "and does not wait";
}

TEST(CommitQueue, TakesWhatIsTooOld) {
  CommitQueue queue({.changes = 10, .bytes = 1000});
  const SteadyTime start = std::chrono::steady_clock::now();
  for (int second = 0; second < 4; ++second) {
    PendingCommit item = pending(1, start + std::chrono::seconds(second));
    ASSERT_TRUE(queue.push(item));
  }
  EXPECT_EQ(queue.take_older_than(start + std::chrono::seconds(2)).size(), 2U);
  EXPECT_EQ(queue.depth().changes, 2U);
}

}  // namespace
}  // namespace tollgate::mysql
