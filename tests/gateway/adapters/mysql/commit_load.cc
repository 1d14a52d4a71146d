#include "tests/gateway/adapters/mysql/commit_load.h"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace tollgate::test {

CommitLoad::CommitLoad(Store& store, int coroutines) : store_(store), make_(random_) {
  thread_ = std::thread([this, coroutines] {
    boost::asio::io_context context(1);
    for (int i = 0; i < coroutines; ++i)
      boost::asio::co_spawn(context, pay(), boost::asio::detached);
    context.run();
  });
}

Task<void> CommitLoad::pay() {
  while (!finishing_) {
    Change intent = make_.intent();
    const PaymentId id = intent.new_payment->id;
    const CommitOutcome outcome = co_await store_.commit(std::move(intent));
    note(id, outcome.status);
  }
}

void CommitLoad::note(PaymentId id, CommitStatus status) {
  const std::lock_guard lock(mutex_);
  told_[id] = status;
  if (status == CommitStatus::committed) ++committed_;
  changed_.notify_all();
}

void CommitLoad::wait_for_commits(std::size_t more) {
  std::unique_lock lock(mutex_);
  const std::size_t wanted = committed_ + more;
  changed_.wait(lock, [&] { return committed_ >= wanted; });
}

void CommitLoad::finish() {
  finishing_ = true;
  if (thread_.joinable()) thread_.join();
}

std::size_t CommitLoad::count(CommitStatus status) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(
      told_.begin(), told_.end(), [&](const auto& entry) { return entry.second == status; }));
}

}  // namespace tollgate::test
