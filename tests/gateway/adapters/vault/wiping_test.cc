// Card data that a Secret held must not stay in memory once the Secret is gone. The allocator
// below is the process's own, so what it is given back can be searched.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string_view>

#include "gateway/adapters/vault/envelope.h"
#include "tests/gateway/adapters/vault/vault_test_support.h"

namespace {

constexpr std::string_view kCanary = "4000056655665556";
std::atomic<bool> watching = false;
std::atomic<int> leaks = 0;

// Every block has its size before it, so that all of it can be searched when it comes back.
constexpr std::size_t kHeader = alignof(std::max_align_t);

void* allocate(std::size_t size) {
  auto* block = static_cast<char*>(std::malloc(size + kHeader));
  if (block == nullptr) std::abort();
  *reinterpret_cast<std::size_t*>(block) = size;
  return block + kHeader;
}

void release(void* pointer) {
  if (pointer == nullptr) return;
  char* block = static_cast<char*>(pointer) - kHeader;
  const std::string_view bytes(static_cast<char*>(pointer), *reinterpret_cast<std::size_t*>(block));
  // Without its first digit: clear() of a string writes a zero there and leaves the rest.
  if (watching && bytes.find(kCanary.substr(1)) != std::string_view::npos) ++leaks;
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* pointer) noexcept { release(pointer); }
void operator delete[](void* pointer) noexcept { release(pointer); }
void operator delete(void* pointer, std::size_t) noexcept { release(pointer); }
void operator delete[](void* pointer, std::size_t) noexcept { release(pointer); }

namespace tollgate::vault {
namespace {

class Wiping : public ::testing::Test {
 protected:
  Wiping() {
    leaks = 0;
    watching = true;
  }
  ~Wiping() override { watching = false; }
};

TEST_F(Wiping, TheWatchSeesAnUnwipedCopy) {
  { const std::string careless = "number: " + std::string(kCanary) + ", and some more of it"; }
  EXPECT_GE(leaks, 1);
}

TEST_F(Wiping, SealingAndOpeningLeaveNoNumberInFreedMemory) {
  SystemRandom random;
  const KeyRing ring = make_ring({1}, 1);
  {
    const Secret number{std::string(kCanary)};
    const auto record = seal(number, kBinding, ring, random);
    ASSERT_TRUE(record.ok());
    auto opened = open(*record, kBinding, ring);
    ASSERT_TRUE(opened.ok());
    const Secret moved = std::move(*opened);
    EXPECT_EQ(moved.reveal(), kCanary);
    SealedRecord damaged = *record;
    damaged.bytes.back() = static_cast<char>(damaged.bytes.back() ^ 1);
    EXPECT_FALSE(open(damaged, kBinding, ring).ok());
  }
  EXPECT_EQ(leaks, 0);
}

}  // namespace
}  // namespace tollgate::vault
