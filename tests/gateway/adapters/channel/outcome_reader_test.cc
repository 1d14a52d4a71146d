// An outcome of a plugin that was built before the struct grew.
#include "gateway/adapters/channel/outcome_reader.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>

namespace tollgate::channel {
namespace {

// An outcome of `size` bytes that ends where readable memory ends: one byte more kills the test.
class OutcomeAtTheEdge {
 public:
  explicit OutcomeAtTheEdge(std::size_t size)
      : page_size_(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))),
        pages_(static_cast<char*>(::mmap(nullptr, 2 * page_size_, PROT_READ | PROT_WRITE,
                                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))),
        outcome_(reinterpret_cast<tollgate_outcome*>(pages_ + page_size_ - size)) {
    EXPECT_EQ(::mprotect(pages_ + page_size_, page_size_, PROT_NONE), 0);
    outcome_->size = static_cast<std::uint32_t>(size);
  }
  OutcomeAtTheEdge(const OutcomeAtTheEdge&) = delete;
  OutcomeAtTheEdge& operator=(const OutcomeAtTheEdge&) = delete;
  ~OutcomeAtTheEdge() { ::munmap(pages_, 2 * page_size_); }

  tollgate_outcome* c() { return outcome_; }

 private:
  std::size_t page_size_;
  char* pages_;
  tollgate_outcome* outcome_;
};

TEST(OutcomeReader, ReadsOnlyWhatAnOlderPluginHas) {
  OutcomeAtTheEdge old(TOLLGATE_OUTCOME_SIZE_V1);
  old.c()->kind = TOLLGATE_OUTCOME_PENDING;
  old.c()->channel_reference = {"ref-1", 5};
  const auto outcome = read_outcome(old.c(), {});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->kind, OutcomeKind::pending);
  EXPECT_EQ(outcome->channel_reference, "ref-1");
  EXPECT_FALSE(outcome->next_action);
}

TEST(OutcomeReader, RefusesWhatIsSmallerThanTheFirstVersion) {
  OutcomeAtTheEdge small(offsetof(tollgate_outcome, data_count));
  small.c()->kind = TOLLGATE_OUTCOME_APPROVED;
  EXPECT_FALSE(read_outcome(small.c(), {}));
}

}  // namespace
}  // namespace tollgate::channel
