// KafkaOptions: where events go and how much may be on its way at once. A plain value.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "gateway/app/cloud_event.h"
#include "gateway/app/follower_lease.h"
#include "gateway/base/secret.h"

namespace tollgate {

struct KafkaOptions {
  std::string bootstrap_servers;  // "host:port,host:port"
  std::string topic = "tollgate.payments.v1";
  std::string source{kEventSource};  // CloudEvents `source`: which gateway speaks
  std::string follower = "kafka";    // the name under which the position is kept
  std::string node = "tollgate";     // tells people which process runs the follower
  FollowerLeaseTiming lease{};

  // Events handed to the client library and not yet confirmed. While so many wait, nothing more is
  // read: this is all the memory that an outage costs.
  std::size_t in_flight_max = 5000;
  // Events of one stream that are read ahead to put a payment's events in order.
  std::size_t window_events = 1000;

  std::chrono::milliseconds look_interval{5};      // two looks are at least so far apart
  std::chrono::milliseconds poll_interval{250};    // how often to look without being notified
  std::chrono::milliseconds save_interval{250};    // how often to store the position, at most
  std::chrono::milliseconds retry_interval{1000};  // after an error of the source or the client

  // Further settings of librdkafka by their own names: security.protocol, sasl.username, ...
  // Those on which the order and the safety of events rest are refused.
  std::vector<std::pair<std::string, std::string>> properties;
  Secret sasl_password;
};

}  // namespace tollgate
