// MemoryEventSource: the event tables of a test. It commits events the way the writers do: densely
// numbered streams, a payment's next version only after the one before. A lease ends when the test
// says so. Safe from any thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/app/ports/event_source.h"

namespace tollgate {

class MemoryEventSource final : public EventSource {
 public:
  // Commits the next event of a payment in a stream and gives it back.
  StoredEvent commit(std::uint16_t stream, const PaymentId& payment,
                     Timestamp occurred_at = SystemClock().now()) {
    const std::lock_guard lock(mutex_);
    StoredEvent stored;
    stored.stream = stream;
    stored.number = streams_[stream].size() + 1;
    stored.event.id = EventId::make(occurred_at, random_);
    stored.event.payment_id = payment;
    stored.event.version = ++versions_[payment];
    stored.event.type = stored.event.version == 1 ? "payment.created" : "payment.processing";
    stored.event.occurred_at = occurred_at;
    stored.event.data = "{\"id\":\"" + payment.str() +
                        "\",\"version\":" + std::to_string(stored.event.version) + "}";
    streams_[stream].push_back(stored);
    return stored;
  }
  PaymentId new_payment() { return PaymentId::make(SystemClock().now(), random_); }

  // Until it is available again every call fails.
  void set_available(bool available) { available_ = available; }
  // What a crash does to a position that is about to be stored.
  void lose_saves() { losing_saves_ = true; }
  StreamCursors saved(const std::string& follower) {
    const std::lock_guard lock(mutex_);
    return cursors_[follower];
  }
  std::uint64_t highest_number_read() const { return highest_number_read_; }
  void corrupt_number(std::uint16_t stream, std::size_t index, std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    streams_[stream].at(index).number = number;
  }

  Result<StreamCursors> stream_heads() override {
    const std::lock_guard lock(mutex_);
    if (!available_) return away();
    StreamCursors heads;
    for (const auto& [stream, events] : streams_) heads[stream] = events.size();
    return heads;
  }
  Result<std::vector<StoredEvent>> read_events(std::uint16_t stream, std::uint64_t after,
                                               std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    if (!available_) return away();
    const auto& events = streams_[stream];
    const auto begin = std::min<std::size_t>(after, events.size());
    const auto end = std::min(begin + limit, events.size());
    highest_number_read_ = std::max<std::uint64_t>(highest_number_read_, end);
    return std::vector<StoredEvent>(events.begin() + static_cast<std::ptrdiff_t>(begin),
                                    events.begin() + static_cast<std::ptrdiff_t>(end));
  }
  Result<StreamCursors> load_cursors(std::string_view follower) override {
    const std::lock_guard lock(mutex_);
    if (!available_) return away();
    return cursors_[std::string(follower)];
  }
  Status save_cursors(const FollowerEpoch& held, const StreamCursors& cursors) override {
    const std::lock_guard lock(mutex_);
    if (!available_) return away();
    if (held.epoch != holders_[held.follower].epoch)
      return Error{ErrorCode::conflict, "Somebody else has the follower.", ""};
    if (!losing_saves_) cursors_[held.follower] = cursors;
    return ok_status();
  }
  Result<std::optional<FollowerEpoch>> claim_follower(std::string_view follower,
                                                      std::string_view owner,
                                                      Duration /*lease*/) override {
    const std::lock_guard lock(mutex_);
    if (!available_) return away();
    Holder& holder = holders_[std::string(follower)];
    if (!holder.owner.empty() && holder.owner != owner) return std::optional<FollowerEpoch>();
    holder.owner = owner;
    return std::optional(FollowerEpoch{std::string(follower), ++holder.epoch});
  }
  Result<bool> extend_follower(const FollowerEpoch& held, Duration /*lease*/) override {
    const std::lock_guard lock(mutex_);
    if (!available_) return away();
    return held.epoch == holders_[held.follower].epoch;
  }
  Status release_follower(const FollowerEpoch& held) override {
    const std::lock_guard lock(mutex_);
    if (!available_) return away();
    Holder& holder = holders_[held.follower];
    if (held.epoch == holder.epoch) holder.owner.clear();
    return ok_status();
  }

  // As if the holder had been silent for a whole lease: it keeps its epoch, and anybody may come.
  void expire_lease(const std::string& follower) {
    const std::lock_guard lock(mutex_);
    holders_[follower].owner.clear();
  }
  std::uint64_t epoch(const std::string& follower) {
    const std::lock_guard lock(mutex_);
    return holders_[follower].epoch;
  }

 private:
  struct Holder {
    std::string owner;  // empty: anybody may have it
    std::uint64_t epoch = 0;
  };

  static Error away() { return {ErrorCode::unavailable, "The event source is switched off."}; }

  std::mutex mutex_;
  SystemRandom random_;
  std::map<std::uint16_t, std::vector<StoredEvent>> streams_;
  std::map<PaymentId, std::uint32_t> versions_;
  std::map<std::string, StreamCursors> cursors_;
  std::map<std::string, Holder> holders_;
  std::atomic<bool> available_{true};
  std::atomic<bool> losing_saves_{false};
  std::atomic<std::uint64_t> highest_number_read_{0};
};

}  // namespace tollgate
