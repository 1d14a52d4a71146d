#include "gateway/adapters/memory/memory_notification_store.h"

#include "gateway/adapters/memory/manual_clock.h"
#include "tests/gateway/adapters/notification_store_contract.h"

namespace tollgate::test {
namespace {

class MemoryNotificationsUnderTest final : public NotificationStoreUnderTest {
 public:
  NotificationStore& store() override { return store_; }
  Timestamp now() override { return clock_.now(); }

 private:
  memory::ManualClock clock_{from_unix_micros(1'800'000'000'000'000)};
  memory::MemoryNotificationStore store_{clock_};
};

std::unique_ptr<NotificationStoreUnderTest> make_memory() {
  return std::make_unique<MemoryNotificationsUnderTest>();
}

INSTANTIATE_TEST_SUITE_P(Memory, NotificationStoreContract, ::testing::Values(&make_memory));

}  // namespace
}  // namespace tollgate::test
