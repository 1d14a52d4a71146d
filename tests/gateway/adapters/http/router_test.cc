#include "gateway/adapters/http/router.h"

#include <gmock/gmock.h>

#include "tests/gateway/adapters/http/support/response_catcher.h"

namespace tollgate::http {
namespace {

using testing::HasSubstr;

// Answers with the route's name and its parameters.
RouteHandler says(const std::string& name, std::vector<std::string> parameters = {}) {
  return [name, parameters](HttpRequest request, PathParameters values, Responder responder) {
    HttpResponse response;
    response.body = request.method + " " + name;
    for (const auto& parameter : parameters)
      response.body += " " + parameter + "=" + values[parameter];
    responder.send(std::move(response));
  };
}

Router payments_router() {
  Router router;
  router.add("GET", "/", says("root"));
  router.add("GET", "/v1/payments", says("list"));
  router.add("POST", "/v1/payments", says("create"));
  router.add("GET", "/v1/payments/{id}", says("get", {"id"}));
  router.add("POST", "/v1/payments/{id}/capture", says("capture", {"id"}));
  router.add("GET", "/v1/payments/recent", says("recent"));
  router.add("POST", "/notify/{channel}/{channel_account}",
             says("notify", {"channel", "channel_account"}));
  return router;
}

HttpResponse ask(const Router& router, const std::string& method, const std::string& path) {
  HttpRequest request;
  request.method = method;
  request.path = path;
  request.request_id = "req_test";
  ResponseCatcher catcher;
  router.dispatch(std::move(request), catcher.responder());
  return catcher.wait().value();
}

std::string header(const HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return "";
}

TEST(Router, FindsTheRouteAndItsParameters) {
  const Router router = payments_router();
  EXPECT_EQ(ask(router, "GET", "/").body, "GET root");
  EXPECT_EQ(ask(router, "GET", "/v1/payments").body, "GET list");
  EXPECT_EQ(ask(router, "POST", "/v1/payments").body, "POST create");
  EXPECT_EQ(ask(router, "GET", "/v1/payments/pay_1").body, "GET get id=pay_1");
  EXPECT_EQ(ask(router, "GET", "/v1/payments/a%2Fb").body, "GET get id=a%2Fb");
  EXPECT_EQ(ask(router, "POST", "/v1/payments/pay_1/capture").body, "POST capture id=pay_1");
  EXPECT_EQ(ask(router, "POST", "/notify/card/ca_1").body,
            "POST notify channel=card channel_account=ca_1");
}

TEST(Router, PrefersALiteralAndFallsBackToTheParameter) {
  const Router router = payments_router();
  EXPECT_EQ(ask(router, "GET", "/v1/payments/recent").body, "GET recent");
  EXPECT_EQ(ask(router, "POST", "/v1/payments/recent/capture").body, "POST capture id=recent");
}

TEST(Router, SaysNotFound) {
  const Router router = payments_router();
  for (const char* path : {"/v2", "/v1", "/v1/payments/", "/v1//payments", "/v1/payments//capture",
                           "/v1/payments/a/b/c", "/V1/payments", "//"}) {
    const HttpResponse response = ask(router, "GET", path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_THAT(response.body, HasSubstr("\"code\":\"resource_not_found\"")) << path;
    EXPECT_THAT(response.body, HasSubstr("req_test")) << path;
  }
}

TEST(Router, SaysWhichMethodsAreAllowed) {
  const Router router = payments_router();
  const HttpResponse refused = ask(router, "DELETE", "/v1/payments");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(header(refused, "Allow"), "GET, HEAD, OPTIONS, POST");
  EXPECT_THAT(refused.body, HasSubstr("\"code\":\"method_not_allowed\""));
  EXPECT_EQ(header(ask(router, "GET", "/v1/payments/pay_1/capture"), "Allow"), "OPTIONS, POST");
}

TEST(Router, ServesHeadByGetAndAnswersOptions) {
  const Router router = payments_router();
  EXPECT_EQ(ask(router, "HEAD", "/v1/payments").body, "HEAD list");
  const HttpResponse options = ask(router, "OPTIONS", "/v1/payments/pay_1");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(header(options, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(ask(router, "OPTIONS", "*").status, 204);
  EXPECT_EQ(ask(router, "OPTIONS", "/v2").status, 404);
}

TEST(RouterDeathTest, RefusesRoutesThatCannotBe) {
  Router router = payments_router();
  EXPECT_DEATH(router.add("GET", "/v1/payments", says("twice")), "CHECK|method");
  EXPECT_DEATH(router.add("GET", "/v1/payments/{other_name}", says("twice")), "CHECK|method");
  EXPECT_DEATH(router.add("BREW", "/", says("coffee")), "kMethods");
  EXPECT_DEATH(router.add("GET", "relative", says("x")), "starts_with");
  EXPECT_DEATH(router.add("GET", "/a{b}", says("x")), "is_parameter");
}

}  // namespace
}  // namespace tollgate::http
