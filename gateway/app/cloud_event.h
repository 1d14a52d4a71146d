// CloudEvents 1.0 of payment events: the attributes that Kafka's headers and the bodies of webhooks
// share, so that one event is the same one on both ways. Pure.
#pragma once

#include <string>
#include <string_view>

#include "gateway/payment/event.h"

namespace tollgate {

// `source` of this gateway's events, unless an adapter is told another one.
inline constexpr std::string_view kEventSource = "/tollgate";
inline constexpr std::string_view kStructuredCloudEvent = "application/cloudevents+json";

struct CloudEventAttributes {
  std::string_view specversion = "1.0";
  std::string id;  // the event's own: the same however often and on whatever way it is sent
  std::string source;
  std::string type;
  std::string subject;  // the id of the payment or payout; empty: the event is of no payment
  std::string time;     // RFC 3339
  std::string_view datacontenttype = "application/json";
};

CloudEventAttributes cloud_event_attributes(const Event& event, std::string_view source);

// The structured mode: attributes and data as one JSON object.
std::string structured_cloud_event(const Event& event, std::string_view source);

}  // namespace tollgate
