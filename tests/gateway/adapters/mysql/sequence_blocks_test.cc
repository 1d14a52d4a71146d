#include "gateway/adapters/mysql/sequence_blocks.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "tests/gateway/adapters/mysql/private_server.h"

namespace tollgate::mysql {
namespace {

TEST(SequenceBlocks, AnAccountCountsFromOneAndEveryAccountForItself) {
  SequenceBlocks blocks(test::empty_database());
  EXPECT_EQ(blocks.take("card_main", 100).value(), 1U);
  EXPECT_EQ(blocks.take("card_main", 50).value(), 101U);
  EXPECT_EQ(blocks.take("card_main", 1).value(), 151U);
  EXPECT_EQ(blocks.take("card_other", 10).value(), 1U);
  EXPECT_EQ(blocks.take("card_main", 1).value(), 152U);
}

TEST(SequenceBlocks, NodesNeverGetOneNumberTwice) {
  const ConnectionOptions options = test::empty_database();
  constexpr std::uint64_t kNodes = 4;
  constexpr std::uint64_t kBlocks = 25;
  std::mutex mutex;
  std::set<std::uint64_t> firsts;
  std::vector<std::thread> nodes;
  for (std::uint64_t node = 0; node < kNodes; ++node)
    nodes.emplace_back([&] {
      SequenceBlocks blocks(options);
      for (std::uint64_t i = 0; i < kBlocks; ++i) {
        const auto first = blocks.take("card_main", 10);
        ASSERT_TRUE(first.ok()) << first.error().message;
        const std::lock_guard lock(mutex);
        EXPECT_TRUE(firsts.insert(*first).second);
      }
    });
  for (std::thread& node : nodes) node.join();
  ASSERT_EQ(firsts.size(), kNodes * kBlocks);
  std::uint64_t expected = 1;
  for (const std::uint64_t first : firsts) {
    EXPECT_EQ(first, expected);
    expected += 10;
  }
}

}  // namespace
}  // namespace tollgate::mysql
