#include "gateway/adapters/memory/memory_store.h"

#include "tests/gateway/adapters/store_contract.h"

namespace tollgate::test {
namespace {

class MemoryUnderTest final : public StoreUnderTest {
 public:
  explicit MemoryUnderTest(std::uint16_t streams) : store_(with(streams)) {}
  Store& store() override { return store_; }
  EventSource& events() override { return store_; }
  Directory& directory() override { return store_; }

 private:
  static memory::MemoryStoreOptions with(std::uint16_t streams) {
    memory::MemoryStoreOptions options;
    options.streams = streams;
    return options;
  }
  memory::MemoryStore store_;
};

std::unique_ptr<StoreUnderTest> with_one_stream() { return std::make_unique<MemoryUnderTest>(1); }
std::unique_ptr<StoreUnderTest> with_streams() { return std::make_unique<MemoryUnderTest>(3); }

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, ::testing::Values(&with_one_stream, &with_streams));

TEST(MemoryStore, TheFaultPlanDecidesWhatIsWrittenAndTold) {
  memory::CommitFault fault = memory::CommitFault::none;
  int woken = 0;
  memory::MemoryStoreOptions options;
  options.fault_plan = [&](const Change&) { return fault; };
  options.on_committed = [&] { ++woken; };
  memory::MemoryStore store(options);
  SystemRandom random;
  SampleMaker make(random);
  const auto commit = [&](memory::CommitFault planned) {
    fault = planned;
    return await(store.commit(make.intent())).status;
  };
  EXPECT_EQ(commit(memory::CommitFault::unavailable), CommitStatus::unavailable);
  EXPECT_EQ(commit(memory::CommitFault::unknown_lost), CommitStatus::unknown);
  EXPECT_TRUE(store.all_payments().empty());
  EXPECT_EQ(woken, 0);
  EXPECT_EQ(commit(memory::CommitFault::unknown_written), CommitStatus::unknown);
  EXPECT_EQ(commit(memory::CommitFault::none), CommitStatus::committed);
  EXPECT_EQ(store.all_payments().size(), 2U);
  EXPECT_EQ(store.all_operations().size(), 2U);
  EXPECT_EQ(woken, 2);
}

}  // namespace
}  // namespace tollgate::test
