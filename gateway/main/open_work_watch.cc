#include "gateway/main/open_work_watch.h"

namespace tollgate {
namespace {

constexpr Duration kLookEvery = std::chrono::seconds(5);
constexpr Duration kStep = std::chrono::milliseconds(100);

}  // namespace

Task<void> OpenWorkWatch::look() {
  const auto payments = co_await store_.count_open_work();
  const auto notifications = co_await notifications_.counts();
  const std::lock_guard lock(mutex_);
  now_.known = payments.ok() && notifications.ok();
  if (payments.ok()) now_.payments = *payments;
  if (notifications.ok()) now_.notifications = *notifications;
}

Task<void> OpenWorkWatch::run() {
  while (!stopping_) {
    co_await look();
    const Timestamp next = services_.clock.now() + kLookEvery;
    while (!stopping_ && services_.clock.now() < next) co_await services_.sleep(kStep);
  }
}

OpenWorkNow OpenWorkWatch::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

}  // namespace tollgate
