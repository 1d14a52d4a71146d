#include "gateway/adapters/http/edge/response_head.h"

#include <gtest/gtest.h>

namespace tollgate::http {
namespace {

TEST(ResponseHead, WritesItsFieldsInOrder) {
  HttpResponse response;
  response.status = 402;
  response.body = "{}";
  response.headers = {{"Retry-After", "3"}};
  std::string text = "kept:";
  EXPECT_EQ(append_head(text, response, {true, "req_1", "Sun, 06 Nov 1994 08:49:37 GMT"}), 0);
  EXPECT_EQ(text,
            "kept:HTTP/1.1 402 Payment Required\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Request-Id: req_1\r\nConnection: keep-alive\r\nContent-Length: 2\r\n"
            "Content-Type: application/json\r\nRetry-After: 3\r\n\r\n");
}

TEST(ResponseHead, HasAnEmptyReasonForAStatusWithoutOne) {
  HttpResponse response;
  response.status = 299;
  std::string text;
  append_head(text, response, {false, "req_1", "date"});
  EXPECT_EQ(text.substr(0, 15), "HTTP/1.1 299 \r\n");
}

TEST(ResponseHead, WritesDates) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(951827696), "Tue, 29 Feb 2000 12:34:56 GMT");
}

}  // namespace
}  // namespace tollgate::http
