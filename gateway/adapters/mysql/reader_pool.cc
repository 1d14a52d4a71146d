#include "gateway/adapters/mysql/reader_pool.h"

namespace tollgate::mysql {

ReaderPool::ReaderPool(const ConnectionOptions& options, std::size_t threads, std::size_t queue_max)
    : options_(options), queue_max_(queue_max) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void ReaderPool::submit(std::unique_ptr<Job> job) {
  std::unique_lock lock(mutex_);
  if (stopped_ || jobs_.size() >= queue_max_) {
    lock.unlock();
    job->fail({ErrorCode::unavailable, "Too many reads wait for the database.", "Try again."});
    return;
  }
  jobs_.push_back(std::move(job));
  lock.unlock();
  arrived_.notify_one();
}

std::size_t ReaderPool::depth() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

Duration ReaderPool::expected_wait() const {
  const auto before = static_cast<std::int64_t>(depth() / threads_.size());
  return read_pace_.lately() * before;
}

void ReaderPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  arrived_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

std::unique_ptr<ReaderPool::Job> ReaderPool::next() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return stopped_ || !jobs_.empty(); });
  if (jobs_.empty()) return nullptr;
  auto job = std::move(jobs_.front());
  jobs_.pop_front();
  return job;
}

void ReaderPool::work() {
  const ThreadRegistration registration;
  std::unique_ptr<Connection> connection;
  while (const auto job = next()) {
    const Pace::Measure measure(read_pace_);
    const auto done = with_one_retry<Nothing>(options_, connection,
                                              [&](Connection& usable) { return job->run(usable); });
    if (!done) job->fail(to_error(done.failure()));
  }
}

}  // namespace tollgate::mysql
