#include "gateway/adapters/memory/memory_notification_store.h"

#include <algorithm>

namespace tollgate::memory {
namespace {

Error away() { return {ErrorCode::unavailable, "The database is away.", ""}; }

}  // namespace

Task<Status> MemoryNotificationStore::insert(StoredNotification notification, Duration due_in) {
  if (fails && fails()) co_return away();
  const std::lock_guard lock(mutex_);
  Row row;
  row.due_at = clock_.now() + due_in;
  row.stored = std::move(notification);
  const NotificationId id = row.stored.id;
  rows_.try_emplace(id, std::move(row));
  co_return ok_status();
}

Task<Result<bool>> MemoryNotificationStore::mark(NotificationMark mark) {
  if (fails && fails()) co_return away();
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(mark.id);
  if (found == rows_.end()) co_return true;  // purged meanwhile: nothing to note
  Row& row = found->second;
  const auto is_taken = [&](const auto& entry) {
    return entry.first != mark.id && entry.second.event_id == mark.event_id &&
           entry.second.stored.channel_account == row.stored.channel_account;
  };
  if (!mark.event_id.empty() && std::any_of(rows_.begin(), rows_.end(), is_taken)) co_return false;
  row.stored.status = mark.status;
  row.stored.attempts = mark.attempts;
  if (!mark.event_id.empty()) row.event_id = mark.event_id;
  row.result = mark.result;
  row.due_at.reset();
  if (mark.due_in) row.due_at = clock_.now() + *mark.due_in;
  co_return true;
}

Task<Result<std::optional<KnownEvent>>> MemoryNotificationStore::find_event(
    std::string channel_account, std::string event_id) {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, row] : rows_)
    if (row.stored.channel_account == channel_account && row.event_id == event_id)
      co_return std::optional(KnownEvent{id, row.stored.status});
  co_return std::optional<KnownEvent>();
}

Task<Result<std::vector<StoredNotification>>> MemoryNotificationStore::claim_due(
    Duration lease, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<Timestamp, Row*>> due;
  for (auto& [id, row] : rows_)
    if (row.due_at && *row.due_at <= clock_.now()) due.emplace_back(*row.due_at, &row);
  std::stable_sort(due.begin(), due.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  if (due.size() > limit) due.resize(limit);
  std::vector<StoredNotification> claimed;
  for (auto& [at, row] : due) {
    row->due_at = clock_.now() + lease;
    claimed.push_back(row->stored);
  }
  co_return claimed;
}

Task<Result<std::uint64_t>> MemoryNotificationStore::count_unverified(std::string channel_account) {
  const std::lock_guard lock(mutex_);
  co_return static_cast<std::uint64_t>(
      std::count_if(rows_.begin(), rows_.end(), [&](const auto& entry) {
        const StoredNotification& row = entry.second.stored;
        return row.channel_account == channel_account &&
               (row.status == NotificationStatus::received ||
                row.status == NotificationStatus::refused);
      }));
}

Task<Result<NotificationCounts>> MemoryNotificationStore::counts() {
  const std::lock_guard lock(mutex_);
  NotificationCounts sum;
  for (const auto& [id, row] : rows_) {
    if (row.stored.status == NotificationStatus::given_up) ++sum.given_up;
    if (row.stored.status != NotificationStatus::waiting) continue;
    ++sum.waiting;
    const auto age = unix_seconds(clock_.now()) - unix_seconds(row.stored.received_at);
    sum.oldest_waiting_s = std::max(sum.oldest_waiting_s, static_cast<std::uint64_t>(age));
  }
  co_return sum;
}

Task<Result<std::vector<NotificationSummary>>> MemoryNotificationStore::list_given_up(
    std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<NotificationSummary> list;
  for (const auto& [id, row] : rows_) {
    if (row.stored.status != NotificationStatus::given_up || list.size() == limit) continue;
    NotificationSummary summary;
    summary.id = id;
    summary.channel_account = row.stored.channel_account;
    summary.attempts = row.stored.attempts;
    summary.received_at = row.stored.received_at;
    summary.result = row.result;
    list.push_back(std::move(summary));
  }
  co_return list;
}

Task<Status> MemoryNotificationStore::retry(NotificationId id) {
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(id);
  if (found == rows_.end() || found->second.stored.status != NotificationStatus::given_up)
    co_return Error{ErrorCode::not_found, "No notification of this id was given up.", ""};
  found->second.stored.status = NotificationStatus::waiting;
  found->second.stored.attempts = 0;
  found->second.due_at = clock_.now();
  co_return ok_status();
}

Task<Result<std::size_t>> MemoryNotificationStore::purge(Timestamp before, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::size_t removed = 0;
  for (auto row = rows_.begin(); row != rows_.end() && removed < limit;) {
    const bool old = row->second.stored.received_at < before && !row->second.due_at;
    removed += old ? 1 : 0;
    row = old ? rows_.erase(row) : std::next(row);
  }
  co_return removed;
}

std::size_t MemoryNotificationStore::count(NotificationStatus status) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(rows_.begin(), rows_.end(), [&](const auto& entry) {
    return entry.second.stored.status == status;
  }));
}

}  // namespace tollgate::memory
