// ScriptedNotifications: the NotificationReader's twin for tests and the simulation. What a
// notification says is looked up by its body; a body that nobody scripted is refused. One thread.
#pragma once

#include <map>
#include <string>

#include "gateway/app/ports/notification_reader.h"

namespace tollgate::memory {

class ScriptedNotifications final : public NotificationReader {
 public:
  ScriptedNotifications(std::string channel, std::string channel_account)
      : channel_(std::move(channel)), channel_account_(std::move(channel_account)) {}

  // By body.
  std::map<std::string, NotificationReading> readings;

  bool takes_notifications(std::string_view channel,
                           std::string_view channel_account) const override {
    return channel == channel_ && channel_account == channel_account_;
  }
  NotificationReading read_notification(std::string_view,
                                        const RawNotification& notification) const override {
    const auto found = readings.find(notification.body);
    if (found != readings.end()) return found->second;
    NotificationReading refused;
    refused.sentence = "Nobody scripted it.";
    return refused;
  }

 private:
  const std::string channel_;
  const std::string channel_account_;
};

}  // namespace tollgate::memory
