// CloudEvents 1.0 in Kafka's binary mode: attributes are headers (ce_id, ce_type, ...), the data is
// the value, and the key is the payment's id, which keeps a payment's events in one partition.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/payment/event.h"

namespace tollgate {

struct CloudEvent {
  std::string key;
  std::vector<std::pair<std::string_view, std::string>> headers;
};

// ce_id is the event's own id: the same however often the event is sent.
CloudEvent to_cloud_event(const Event& event, std::string_view source);

}  // namespace tollgate
