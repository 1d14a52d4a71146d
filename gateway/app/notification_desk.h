// NotificationDesk: takes what channels tell by themselves. The raw request is durable before the
// plugin is asked whose it is; what it reports is applied at once if it can be, and otherwise tried
// again by whichever node claims it. A crash anywhere repeats a step that does no harm twice.
//
//   received --refused by the plugin--> refused
//      |------ a repeat -------------> known
//      '------ applied --------------> applied | known
//                 '- not yet --> waiting --(due, again and again)--> applied | known | given_up
//
// Safe from any thread.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "gateway/app/ports/notification_reader.h"
#include "gateway/app/ports/notification_store.h"
#include "gateway/app/ports/record_vault.h"
#include "gateway/app/rate_bucket.h"
#include "gateway/app/services.h"

namespace tollgate {

struct NotificationLimits {
  std::size_t body_bytes_max = std::size_t{256} * 1024;
  std::size_t headers_max = 128;
  // Of one account and node. A flood is answered 429, and channels repeat.
  RateLimit rate{.per_second = 500, .burst = 1000};
  // Received and refused rows of one account. Beyond it the plugin is asked first and only what it
  // accepts is stored, so that strangers cannot fill the database.
  std::uint64_t unverified_max = 10'000;
  Duration recount_every = std::chrono::seconds(5);
  // Longer than receiving one takes: then it is taken up as after a crash.
  Duration lease = std::chrono::seconds(30);
  Duration poll = std::chrono::seconds(1);
  std::size_t batch = 64;
  std::uint32_t attempts_max = 20;  // an hour and a bit, with the resolver's distances
};

// What the HTTP edge is to answer.
struct Receipt {
  enum class Kind : std::uint8_t {
    unavailable = 0,  // not stored, or not readable: the channel must repeat it
    answered,         // `answer`, exactly
    nobody,           // no account, channel or ability of this name
    too_large,
    too_many,
  };
  Kind kind = Kind::unavailable;
  NotificationAnswer answer;
};

struct NotificationStats {
  std::uint64_t received = 0;
  std::uint64_t refused = 0;
  std::uint64_t refused_unstored = 0;  // among them: over the bound of unverified rows
  std::uint64_t turned_away = 0;       // too large or too many
  std::uint64_t applied = 0;
  std::uint64_t known = 0;
  std::uint64_t retried = 0;
  std::uint64_t given_up = 0;
};

class NotificationDesk {
 public:
  NotificationDesk(Services& services, const NotificationReader& reader, NotificationStore& store,
                   RecordVault& vault, NotificationLimits limits)
      : services_(services), reader_(reader), store_(store), vault_(vault), limits_(limits) {}

  Task<Receipt> receive(std::string channel, std::string channel_account,
                        RawNotification notification);

  // Tries again what is due until stop(). Spawn it once on the gateway's executor.
  Task<void> run();
  void stop() { stopping_ = true; }
  // One round of run(); how many were due.
  Task<std::size_t> retry_due();

  NotificationStats stats() const;

 private:
  struct Account {
    RateBucket bucket;
    std::uint64_t unverified = 0;
    Timestamp counted_at{};
    bool counted = false;
  };

  bool may_enter(const std::string& channel_account);
  Task<bool> is_over_bound(const std::string& channel_account);
  Task<Receipt> read_first(StoredNotification row, const RawNotification& notification);
  Task<bool> store_raw(StoredNotification& row, const RawNotification& notification);
  // Notes what the plugin said of a stored row, and applies it.
  Task<void> settle(const StoredNotification& row, const NotificationReading& reading);
  Task<void> apply(const StoredNotification& row, const NotificationReading& reading);
  Task<void> note(NotificationMark mark);
  Task<void> give_up(const StoredNotification& row, const std::string& why);
  Task<void> retry(StoredNotification row);

  Services& services_;
  const NotificationReader& reader_;
  NotificationStore& store_;
  RecordVault& vault_;
  const NotificationLimits limits_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::map<std::string, Account> accounts_;  // configured ones only: bounded
  struct Counters {
    std::atomic<std::uint64_t> received{0}, refused{0}, refused_unstored{0}, turned_away{0},
        applied{0}, known{0}, retried{0}, given_up{0};
  } counters_;
};

}  // namespace tollgate
