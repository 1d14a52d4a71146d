#include "gateway/adapters/kafka/cloud_event.h"

namespace tollgate {

CloudEvent to_cloud_event(const Event& event, std::string_view source) {
  CloudEvent cloud_event;
  cloud_event.key = event.payment_id.str();
  cloud_event.headers = {
      {"ce_specversion", "1.0"},
      {"ce_id", event.id.str()},
      {"ce_source", std::string(source)},
      {"ce_type", event.type},
      {"ce_subject", cloud_event.key},
      {"ce_time", to_rfc3339(event.occurred_at)},
      {"content-type", "application/json"},
  };
  return cloud_event;
}

}  // namespace tollgate
