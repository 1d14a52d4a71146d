#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/adapters/http/signature/signature_base.h"
#include "tests/gateway/adapters/http/signature_test_support.h"

namespace tollgate::http {
namespace {

using ::testing::HasSubstr;

// The base of one component, without the last line; or the refusal's sentence.
std::string line_of(const MessageToSign& message, const std::string& component) {
  const std::string text = "s=(" + component + ")";
  const auto dictionary = parse_dictionary(text);
  CHECK(dictionary.ok());
  const auto components = read_components(std::get<InnerList>(dictionary->front().value));
  if (!components) return components.error().message;
  const auto base = signature_base(message, *components, "P");
  if (!base) return base.error().message;
  return base->substr(0, base->find("\n\"@signature-params\": P"));
}

std::string line_of(const HttpRequest& request, const std::string& component,
                    const PublicUrl& url = {}) {
  return line_of(MessageToSign{.request = request, .public_url = url}, component);
}

TEST(SignatureBase, DerivedComponents) {
  HttpRequest request = make_post();
  set_header(request, "host", "API.Example.com:8443");
  EXPECT_EQ(line_of(request, R"("@method")"), R"("@method": POST)");
  EXPECT_EQ(line_of(request, R"("@authority")"), R"("@authority": api.example.com:8443)");
  EXPECT_EQ(line_of(request, R"("@path")"), R"("@path": /v1/payments)");
  EXPECT_EQ(line_of(request, R"("@query")"), R"("@query": ?expand=method)");
  EXPECT_EQ(line_of(request, R"("@request-target")"),
            R"("@request-target": /v1/payments?expand=method)");
  EXPECT_EQ(line_of(request, R"("@scheme")", {.scheme = "HTTPS", .authority = ""}),
            R"("@scheme": https)");
  EXPECT_EQ(line_of(request, R"("@target-uri")", {.scheme = "https", .authority = "Pay.Example"}),
            R"("@target-uri": https://pay.example/v1/payments?expand=method)");
}

TEST(SignatureBase, AbsentQuerySignsAsQuestionMarkAndEmptyPathAsSlash) {
  HttpRequest request = make_get();
  EXPECT_EQ(line_of(request, R"("@query")"), R"("@query": ?)");
  request.path.clear();
  EXPECT_EQ(line_of(request, R"("@path")"), R"("@path": /)");
}

TEST(SignatureBase, PercentEncodingIsUntouched) {
  HttpRequest request = make_get();
  request.path = "/a%2Fb/%7e";
  request.query = "x=%C3%A9+%20";
  EXPECT_EQ(line_of(request, R"("@path")"), R"("@path": /a%2Fb/%7e)");
  EXPECT_EQ(line_of(request, R"("@query")"), R"("@query": ?x=%C3%A9+%20)");
}

TEST(SignatureBase, DefaultPortsAreStrippedByScheme) {
  const auto authority = [](std::string_view host, std::string_view scheme) {
    HttpRequest request = make_get();
    set_header(request, "host", host);
    return line_of(request, R"("@authority")", {.scheme = std::string(scheme), .authority = ""});
  };
  EXPECT_EQ(authority("h:80", "http"), R"("@authority": h)");
  EXPECT_EQ(authority("h:443", "https"), R"("@authority": h)");
  EXPECT_EQ(authority("h:443", "http"), R"("@authority": h:443)");
  EXPECT_EQ(authority("h:80", "https"), R"("@authority": h:80)");
  EXPECT_EQ(authority("h:8080", "http"), R"("@authority": h:8080)");
  EXPECT_EQ(authority("[::1]:80", "http"), R"("@authority": [::1])");
}

TEST(SignatureBase, AuthorityNeedsOneHost) {
  HttpRequest request = make_get();
  request.headers.emplace_back("Host", "other.example");
  EXPECT_THAT(line_of(request, R"("@authority")"), HasSubstr("exactly one Host"));
  remove_header(request, "host");
  EXPECT_THAT(line_of(request, R"("@target-uri")"), HasSubstr("exactly one Host"));
}

TEST(SignatureBase, HeaderFieldsAreJoinedTrimmedAndUnfolded) {
  HttpRequest request = make_get();
  request.headers.emplace_back("X-List", " one\t");
  request.headers.emplace_back("x-list", "two, three");
  request.headers.emplace_back("X-LIST", "");
  request.headers.emplace_back("Folded", "a \r\n\t b\n c");
  request.headers.emplace_back("Inner", "a  b\tc");
  EXPECT_EQ(line_of(request, R"("x-list")"), R"("x-list": one, two, three, )");
  EXPECT_EQ(line_of(request, R"("folded")"), R"("folded": a b c)");
  EXPECT_EQ(line_of(request, R"("inner")"), "\"inner\": a  b\tc");
  EXPECT_EQ(line_of(request, R"("x-list";bs)"), R"("x-list";bs: :b25l:, :dHdvLCB0aHJlZQ==:, ::)");
}

TEST(SignatureBase, ValuesCannotAddLines) {
  HttpRequest request = make_get();
  request.headers.emplace_back("Evil", "a\n\"@method\": POST");
  request.headers.emplace_back("Return", "a\rb");
  request.headers.emplace_back("Latin", "caf\xe9");
  request.headers.emplace_back("Zero", std::string("a\0b", 3));
  for (const char* name : {R"("evil")", R"("return")", R"("latin")", R"("zero")"})
    EXPECT_THAT(line_of(request, name), HasSubstr("not visible ASCII")) << name;
  EXPECT_EQ(line_of(request, R"("latin";bs)"), R"("latin";bs: :Y2Fm6Q==:)");
  request.path = "/a\nb";
  EXPECT_THAT(line_of(request, R"("@path")"), HasSubstr("not visible ASCII"));
}

// RFC 9421 section 2.2.8.
TEST(SignatureBase, QueryParameters) {
  HttpRequest request = make_get();
  request.query =
      "var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20="
      "something&empty=&bare&twice=1&twice=2&&bad=%zz%4&tilde=~*-._";
  EXPECT_EQ(line_of(request, R"("@query-param";name="var")"),
            R"("@query-param";name="var": this%20is%20a%20big%0Amultiline%20value)");
  EXPECT_EQ(line_of(request, R"("@query-param";name="bar")"),
            R"("@query-param";name="bar": with%20plus%20whitespace)");
  EXPECT_EQ(line_of(request, R"("@query-param";name="fa%C3%A7ade%22%3A%20")"),
            R"("@query-param";name="fa%C3%A7ade%22%3A%20": something)");
  EXPECT_EQ(line_of(request, R"("@query-param";name="empty")"), R"("@query-param";name="empty": )");
  EXPECT_EQ(line_of(request, R"("@query-param";name="bare")"), R"("@query-param";name="bare": )");
  EXPECT_EQ(line_of(request, R"("@query-param";name="bad")"),
            R"("@query-param";name="bad": %25zz%254)");
  EXPECT_EQ(line_of(request, R"("@query-param";name="tilde")"),
            R"("@query-param";name="tilde": %7E*-._)");
  EXPECT_THAT(line_of(request, R"("@query-param";name="twice")"), HasSubstr("more than once"));
  EXPECT_THAT(line_of(request, R"("@query-param";name="none")"), HasSubstr("absent"));
}

TEST(SignatureBase, RefusesComponentsItCannotBuild) {
  const HttpRequest request = make_post();
  for (const char* component : {R"("Content-Type")",
                                R"("@unknown")",
                                R"("")",
                                R"("a b")",
                                R"("@signature-params")",
                                "1",
                                "token",
                                R"("content-type";sf)",
                                R"("content-type";key="a")",
                                R"("content-type";tr)",
                                R"("content-type";bs=?0)",
                                R"("@method";bs)",
                                R"("@method";name="x")",
                                R"("@query-param")",
                                R"("@query-param";name=x)",
                                R"("@method" "@method")",
                                R"("@query-param";name="a" "@query-param";name="a")",
                                R"("absent")",
                                R"("@status")",
                                R"("@method";req)",
                                R"("content-type";req)",
                                R"("content-type";req=1)"})
    EXPECT_THAT(line_of(request, component), HasSubstr("The covered component")) << component;
}

TEST(SignatureBase, ResponsesTakeTheRequestsPartsByReq) {
  const HttpRequest request = make_post();
  HttpResponse response;
  response.status = 202;
  response.headers = {{"Retry-After", "1"}};
  const PublicUrl url;
  const MessageToSign message{.request = request, .response = &response, .public_url = url};
  EXPECT_EQ(line_of(message, R"("@status")"), R"("@status": 202)");
  EXPECT_EQ(line_of(message, R"("retry-after")"), R"("retry-after": 1)");
  EXPECT_EQ(line_of(message, R"("content-type")"), R"("content-type": application/json)");
  EXPECT_EQ(line_of(message, R"("@method";req)"), R"("@method";req: POST)");
  EXPECT_EQ(line_of(message, R"("idempotency-key";req)"), R"("idempotency-key";req: order-7231)");
  EXPECT_EQ(line_of(message, R"("@query-param";name="expand";req)"),
            R"("@query-param";name="expand";req: method)");
  EXPECT_THAT(line_of(message, R"("@method")"), HasSubstr("add the parameter req"));
  EXPECT_THAT(line_of(message, R"("@status";req)"), HasSubstr("belongs to responses"));
  EXPECT_THAT(line_of(message, R"("idempotency-key")"), HasSubstr("not in the message"));
}

}  // namespace
}  // namespace tollgate::http
