// NotificationReader: asks a channel's plugin whether its channel really sent a request, and what
// it says. Implementations: adapters/channel, and the memory twin. Safe from any thread; blocks
// for no longer than a pure function takes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/app/ports/channel_report.h"
#include "gateway/base/clock.h"

namespace tollgate {

// A request that claims to come from a channel, byte for byte as it came.
struct RawNotification {
  std::string method;
  std::string path;                                          // percent-encoding untouched
  std::string query;                                         // after the first '?'
  std::vector<std::pair<std::string, std::string>> headers;  // in order, duplicates kept
  std::string body;
  Timestamp received_at{};

  bool operator==(const RawNotification&) const = default;
};

// What the channel is answered, exactly.
struct NotificationAnswer {
  int status = 401;
  std::string content_type;  // empty: none
  std::string body;
};

struct NotificationReading {
  bool later = false;     // nobody could read it now; neither proven nor refused
  bool accepted = false;  // false: not proven to come from the channel; nothing in it is believed
  std::string event_id;   // the channel's own, the same in every repeat; never empty when accepted
  std::vector<ChannelReport> reports;  // to be applied in this order
  std::size_t foreign = 0;             // reports about references that are none of ours
  NotificationAnswer answer;
  std::string sentence;  // for the log: why it was refused
};

class NotificationReader {
 public:
  virtual ~NotificationReader() = default;

  // Whether the account exists, is of this channel, and reads notifications at all.
  virtual bool takes_notifications(std::string_view channel,
                                   std::string_view channel_account) const = 0;
  // Needs takes_notifications. A plugin that breaks its contract refuses.
  virtual NotificationReading read_notification(std::string_view channel_account,
                                                const RawNotification& notification) const = 0;
};

}  // namespace tollgate
