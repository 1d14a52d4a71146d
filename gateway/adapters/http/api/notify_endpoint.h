// Between a channel's HTTP request and the use case that takes it. Pure.
#pragma once

#include "gateway/adapters/http/message.h"
#include "gateway/app/notification_desk.h"

namespace tollgate::http {

RawNotification raw_notification(const HttpRequest& request);
HttpResponse to_response(Receipt receipt, const HttpRequest& request);

}  // namespace tollgate::http
