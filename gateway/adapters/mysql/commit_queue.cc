#include "gateway/adapters/mysql/commit_queue.h"
#include "gateway/base/failpoint.h"

namespace tollgate::mysql {
namespace {

// Of the fixed columns of any row, as SQL text.
constexpr std::size_t kRowBytes = 400;

std::size_t bytes_of(const Payment& payment) {
  std::size_t bytes = kRowBytes + payment.merchant_reference.size() + payment.customer.size() +
                      payment.description.size() + payment.reason.size();
  for (const auto& [key, value] : payment.metadata) bytes += key.size() + value.size();
  return bytes;
}

std::size_t bytes_of(const Operation& operation) {
  std::size_t bytes = kRowBytes + operation.outcome.message.size();
  for (const auto& [key, value] : operation.outcome.data) bytes += key.size() + value.size();
  return bytes;
}

}  // namespace

std::size_t approximate_bytes(const Change& change) {
  std::size_t bytes = 0;
  if (change.new_request) {
    bytes += kRowBytes;
    if (change.new_request->answer) bytes += change.new_request->answer->body.size();
  }
  if (change.answer) bytes += kRowBytes + change.answer->answer.body.size();
  if (change.new_payment_method) bytes += kRowBytes + change.new_payment_method->sealed.size();
  if (change.new_payment) bytes += bytes_of(*change.new_payment);
  if (change.changed_payment) bytes += bytes_of(*change.changed_payment);
  if (change.new_operation) bytes += bytes_of(*change.new_operation);
  for (const Operation& operation : change.changed_operations) bytes += bytes_of(operation);
  if (change.new_refund) bytes += kRowBytes + change.new_refund->reason.size();
  if (change.changed_refund) bytes += kRowBytes + change.changed_refund->reason.size();
  if (change.new_break) bytes += kRowBytes + change.new_break->detail.size();
  for (const Event& event : change.events) bytes += kRowBytes + event.data.size();
  return bytes;
}

bool CommitQueue::push(PendingCommit& pending) {
  failpoint("commit_queued");
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || waiting_.size() >= limits_.changes || bytes_ + pending.bytes > limits_.bytes)
      return false;
    bytes_ += pending.bytes;
    waiting_.push_back(std::move(pending));
    if (waiting_.size() > 1) return true;  // the writer has been told already
  }
  arrived_.notify_one();
  return true;
}

PendingCommit CommitQueue::pop() {
  PendingCommit first = std::move(waiting_.front());
  waiting_.pop_front();
  bytes_ -= first.bytes;
  return first;
}

std::vector<PendingCommit> CommitQueue::take(Limits most, std::chrono::milliseconds patience) {
  std::vector<PendingCommit> batch;
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, patience, [this] { return closed_ || !waiting_.empty(); });
  std::size_t bytes = 0;
  while (!waiting_.empty() && batch.size() < most.changes) {
    bytes += waiting_.front().bytes;
    if (bytes > most.bytes && !batch.empty()) break;
    batch.push_back(pop());
  }
  return batch;
}

std::vector<PendingCommit> CommitQueue::take_older_than(SteadyTime then) {
  std::vector<PendingCommit> old;
  const std::lock_guard lock(mutex_);
  while (!waiting_.empty() && waiting_.front().submitted_at < then) old.push_back(pop());
  return old;
}

void CommitQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  arrived_.notify_all();
}

bool CommitQueue::is_closed_and_empty() const {
  const std::lock_guard lock(mutex_);
  return closed_ && waiting_.empty();
}

CommitQueue::Limits CommitQueue::depth() const {
  const std::lock_guard lock(mutex_);
  return {waiting_.size(), bytes_};
}

}  // namespace tollgate::mysql
