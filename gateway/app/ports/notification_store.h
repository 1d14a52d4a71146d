// NotificationStore: where requests of channels are kept, from the moment they came in. Two
// implementations: adapters/mysql and the memory twin. Safe from any thread; a Task resumes on the
// executor of the coroutine that awaits it. Due times are the store's own time, not this process's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/app/task.h"
#include "gateway/base/clock.h"
#include "gateway/base/id.h"
#include "gateway/base/result.h"

namespace tollgate {

struct NotificationTag {
  static constexpr std::string_view kPrefix = "ntf";
};
using NotificationId = Id<NotificationTag>;

// The numbers are stored and never reused.
enum class NotificationStatus : std::uint8_t {
  unknown = 0,
  received = 1,  // stored, the plugin's word not noted yet
  refused = 2,   // not proven to come from the channel
  waiting = 3,   // proven; what it speaks of is not there yet, or was busy: tried again when due
  applied = 4,
  known = 5,  // proven; it said what was known, or repeated another one
  given_up = 6,
};
std::string_view to_text(NotificationStatus status);

struct StoredNotification {
  NotificationId id;
  std::string channel_account;
  NotificationStatus status = NotificationStatus::received;
  std::string sealed;          // the raw request
  std::uint32_t attempts = 0;  // times that it was to be applied
  Timestamp received_at{};
};

// What became of one, to be noted.
struct NotificationMark {
  NotificationId id;
  NotificationStatus status = NotificationStatus::unknown;
  std::string event_id;  // the channel's; unique for the account; empty: none to note
  std::uint32_t attempts = 0;
  std::optional<Duration> due_in;  // nothing: never again
  std::string result;              // a sentence for people
};

struct KnownEvent {
  NotificationId id;
  NotificationStatus status = NotificationStatus::unknown;
};

// What a person wants to see of one: never the request itself.
struct NotificationSummary {
  NotificationId id;
  std::string channel_account;
  std::uint32_t attempts = 0;
  Timestamp received_at{};
  std::string result;
};

struct NotificationCounts {
  std::uint64_t waiting = 0;
  std::uint64_t given_up = 0;
  std::uint64_t oldest_waiting_s = 0;
};

class NotificationStore {
 public:
  virtual ~NotificationStore() = default;

  // Durable once it returns; due in `due_in`, should nobody mark it before.
  virtual Task<Status> insert(StoredNotification notification, Duration due_in) = 0;
  // False: the event id is another notification's, and nothing was written.
  virtual Task<Result<bool>> mark(NotificationMark mark) = 0;

  virtual Task<Result<std::optional<KnownEvent>>> find_event(std::string channel_account,
                                                             std::string event_id) = 0;
  // What is due, longest first; each is due again in `lease`, and nobody else gets it meanwhile.
  virtual Task<Result<std::vector<StoredNotification>>> claim_due(Duration lease,
                                                                  std::size_t limit) = 0;
  // How many of the account are received or refused: what strangers can make us keep.
  virtual Task<Result<std::uint64_t>> count_unverified(std::string channel_account) = 0;
  virtual Task<Result<NotificationCounts>> counts() = 0;
  virtual Task<Result<std::vector<NotificationSummary>>> list_given_up(std::size_t limit) = 0;
  // Makes one that was given up due again, as if it had just come; not_found when it is none.
  virtual Task<Status> retry(NotificationId id) = 0;
  // Removes at most `limit` that came before `before` and wait for nothing; how many.
  virtual Task<Result<std::size_t>> purge(Timestamp before, std::size_t limit) = 0;
};

}  // namespace tollgate
