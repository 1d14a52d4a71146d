#include "gateway/adapters/kafka/cloud_event.h"

#include "gateway/app/cloud_event.h"

namespace tollgate {

CloudEvent to_cloud_event(const Event& event, std::string_view source) {
  CloudEventAttributes attributes = cloud_event_attributes(event, source);
  CloudEvent cloud_event;
  cloud_event.key = attributes.subject;
  cloud_event.headers = {
      {"ce_specversion", std::string(attributes.specversion)},
      {"ce_id", std::move(attributes.id)},
      {"ce_source", std::move(attributes.source)},
      {"ce_type", std::move(attributes.type)},
      {"ce_subject", std::move(attributes.subject)},
      {"ce_time", std::move(attributes.time)},
      {"content-type", std::string(attributes.datacontenttype)},
  };
  return cloud_event;
}

}  // namespace tollgate
