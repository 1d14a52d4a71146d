// What a channel's plugin makes of a notification, checked and copied. Safe from any thread.
#pragma once

#include "gateway/adapters/channel/plugin_channel.h"
#include "gateway/app/ports/notification_reader.h"

namespace tollgate::channel {

// Needs channel.notify(). `plugin_fault` is set when the plugin threw, gave nothing, or broke its
// contract: that is a refusal.
NotificationReading read_plugin_notification(const PluginChannel& channel,
                                             const RawNotification& notification,
                                             bool& plugin_fault);

}  // namespace tollgate::channel
