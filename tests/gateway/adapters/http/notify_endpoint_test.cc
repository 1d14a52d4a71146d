// A channel's request, and what it is answered: exactly what the plugin says, or what any stranger
// would get.
#include "gateway/adapters/http/api/notify_endpoint.h"

#include <gtest/gtest.h>

namespace tollgate::http {
namespace {

HttpRequest make_request() {
  HttpRequest request;
  request.method = "POST";
  request.target = "/v1/notify/a%20b/c?x=1&x=2";
  request.path = "/v1/notify/a%20b/c";
  request.query = "x=1&x=2";
  request.has_query = true;
  request.headers = {{"Sign", "one"}, {"Host", "pay.example"}, {"sign", "two"}};
  request.body = std::string("a\0b", 3);
  request.request_id = "req_1";
  return request;
}

HttpResponse answer_to(Receipt::Kind kind, NotificationAnswer answer = {}) {
  Receipt receipt;
  receipt.kind = kind;
  receipt.answer = std::move(answer);
  return to_response(std::move(receipt), make_request());
}

TEST(NotifyEndpoint, HandsTheRequestOnAsItCame) {
  const RawNotification raw = raw_notification(make_request());
  EXPECT_EQ(raw.method, "POST");
  EXPECT_EQ(raw.path, "/v1/notify/a%20b/c");
  EXPECT_EQ(raw.query, "x=1&x=2");
  EXPECT_EQ(raw.headers, make_request().headers);
  EXPECT_EQ(raw.body, std::string("a\0b", 3));
}

TEST(NotifyEndpoint, AnswersExactlyWhatThePluginSays) {
  const HttpResponse response = answer_to(Receipt::Kind::answered, {200, "text/plain", "success"});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/plain");
  EXPECT_EQ(response.body, "success");
  EXPECT_TRUE(response.headers.empty());
  EXPECT_EQ(answer_to(Receipt::Kind::answered, {401, "", ""}).body, "");
}

TEST(NotifyEndpoint, AnswersForItselfOtherwise) {
  EXPECT_EQ(answer_to(Receipt::Kind::nobody).status, 404);
  EXPECT_EQ(answer_to(Receipt::Kind::too_large).status, 413);
  EXPECT_EQ(answer_to(Receipt::Kind::unavailable).status, 503);
  const HttpResponse later = answer_to(Receipt::Kind::too_many);
  EXPECT_EQ(later.status, 429);
  ASSERT_EQ(later.headers.size(), 1U);
  EXPECT_EQ(later.headers[0].first, "Retry-After");
}

}  // namespace
}  // namespace tollgate::http
