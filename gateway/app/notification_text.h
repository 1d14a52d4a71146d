// A raw notification as one text, to be sealed and stored, and back. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/app/ports/notification_reader.h"

namespace tollgate {

// Every text after its length, so that any bytes come back as they were.
std::string to_text(const RawNotification& notification);
// Nothing when the text is not what to_text wrote.
std::optional<RawNotification> raw_notification_from_text(std::string_view text);

}  // namespace tollgate
