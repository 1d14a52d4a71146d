#include "gateway/app/cloud_event.h"

#include "gateway/base/json_writer.h"

namespace tollgate {

CloudEventAttributes cloud_event_attributes(const Event& event, std::string_view source) {
  CloudEventAttributes attributes;
  attributes.id = event.id.str();
  attributes.source = source;
  attributes.type = event.type;
  if (!event.payment_id.is_nil())
    attributes.subject = shown_id(event.payment_id, direction_of_event(event.type));
  attributes.time = to_rfc3339(event.occurred_at);
  return attributes;
}

std::string structured_cloud_event(const Event& event, std::string_view source) {
  const CloudEventAttributes attributes = cloud_event_attributes(event, source);
  JsonWriter json(event.data.size() + 512);
  json.begin_object()
      .member("specversion", attributes.specversion)
      .member("id", attributes.id)
      .member("source", attributes.source)
      .member("type", attributes.type);
  if (!attributes.subject.empty()) json.member("subject", attributes.subject);
  json.member("time", attributes.time)
      .member("datacontenttype", attributes.datacontenttype)
      .key("data")
      .raw(event.data)
      .end_object();
  return json.take();
}

}  // namespace tollgate
