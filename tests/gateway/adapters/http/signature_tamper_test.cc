// Nothing that a signature covers can change on its way: each covered part, and then random bytes.
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "gateway/adapters/http/signature/content_digest.h"
#include "tests/gateway/adapters/http/signature_test_support.h"

namespace tollgate::http {
namespace {

struct Tampering {
  std::string_view name;
  std::function<void(HttpRequest&)> apply;
};

void replace_in_header(HttpRequest& request, std::string_view name, const std::string& from,
                       const std::string& to) {
  std::string value(request.header(name));
  const std::size_t at = value.find(from);
  CHECK(at != std::string::npos);
  set_header(request, name, value.replace(at, from.size(), to));
}

std::vector<Tampering> tamperings() {
  return {
      {"method", [](HttpRequest& r) { r.method = "PUT"; }},
      {"method's case", [](HttpRequest& r) { r.method = "post"; }},
      {"authority", [](HttpRequest& r) { set_header(r, "host", "evil.example.com"); }},
      {"port", [](HttpRequest& r) { set_header(r, "host", "api.example.com:81"); }},
      {"path", [](HttpRequest& r) { r.path = "/v1/refunds"; }},
      {"path's encoding", [](HttpRequest& r) { r.path = "/v1/%70ayments"; }},
      {"query", [](HttpRequest& r) { r.query = "expand=Method"; }},
      {"query's end", [](HttpRequest& r) { r.query += "&x=1"; }},
      {"query gone",
       [](HttpRequest& r) {
         r.query.clear();
         r.has_query = false;
       }},
      {"body", [](HttpRequest& r) { r.body[10] = '9'; }},
      {"body and digest",
       [](HttpRequest& r) {
         r.body[10] = '9';
         set_header(r, "content-digest", content_digest(r.body));
       }},
      {"body gone", [](HttpRequest& r) { r.body.clear(); }},
      {"digest added",
       [](HttpRequest& r) { r.headers.emplace_back("Content-Digest", "md5=:AQID:"); }},
      {"content type", [](HttpRequest& r) { set_header(r, "content-type", "text/plain"); }},
      {"content type gone", [](HttpRequest& r) { remove_header(r, "content-type"); }},
      {"idempotency key", [](HttpRequest& r) { set_header(r, "idempotency-key", "order-7232"); }},
      {"idempotency key gone", [](HttpRequest& r) { remove_header(r, "idempotency-key"); }},
      {"idempotency key twice",
       [](HttpRequest& r) { r.headers.emplace_back("Idempotency-Key", "order-7231"); }},
      {"host twice", [](HttpRequest& r) { r.headers.emplace_back("Host", "api.example.com"); }},
      {"created",
       [](HttpRequest& r) {
         replace_in_header(r, "signature-input", "=1790000000", "=1790000001");
       }},
      {"nonce", [](HttpRequest& r) { replace_in_header(r, "signature-input", "n0nce", "nonce"); }},
      {"nonce's place",
       [](HttpRequest& r) { replace_in_header(r, "signature-input", ";alg=\"ed25519\"", ""); }},
      {"expires added",
       [](HttpRequest& r) {
         replace_in_header(r, "signature-input", ";keyid", ";expires=1790009999;keyid");
       }},
      {"components' order",
       [](HttpRequest& r) {
         replace_in_header(r, "signature-input", R"("@method" "@authority")",
                           R"("@authority" "@method")");
       }},
      {"spacing",
       [](HttpRequest& r) {
         replace_in_header(r, "signature-input", "(\"@method\"", "( \"@method\"");
       }},
      {"label of one field",
       [](HttpRequest& r) { replace_in_header(r, "signature", "sig1=", "sig2="); }},
  };
}

TEST(SignatureTamper, EveryCoveredPartIsProtected) {
  const TestCaller caller;
  const HttpRequest request = signed_by(caller, make_post());
  ASSERT_TRUE(caller.verify(request).accepted());
  for (const Tampering& tampering : tamperings()) {
    HttpRequest changed = request;
    tampering.apply(changed);
    EXPECT_FALSE(caller.verify(changed).accepted()) << tampering.name;
  }
}

// What the signature does not cover may change: proxies add and rename.
TEST(SignatureTamper, TheRestMayChange) {
  const TestCaller caller;
  HttpRequest request = signed_by(caller, make_post());
  request.headers.insert(request.headers.begin(), {"X-Forwarded-For", "192.0.2.1"});
  request.peer_address = "192.0.2.9";
  for (auto& [name, value] : request.headers)
    for (char& c : name) c = c == 'C' ? 'c' : c;
  EXPECT_TRUE(caller.verify(request).accepted());
}

// The signature fields with one random byte changed, added or dropped: refused, and never a crash.
TEST(SignatureTamper, RandomBytesOfTheFieldsAreRefused) {
  const TestCaller caller(Algorithm::hmac_sha256);
  const HttpRequest request = signed_by(caller, make_post());
  std::mt19937 generator(20260921);
  const auto pick = [&](std::size_t bound) { return generator() % bound; };
  for (int i = 0; i < 4000; ++i) {
    HttpRequest changed = request;
    const char* name = pick(2) == 0 ? "signature" : "signature-input";
    std::string value(changed.header(name));
    const std::string before = value;
    const std::size_t at = pick(value.size());
    switch (pick(3)) {
      case 0:
        value[at] = static_cast<char>(pick(256));
        break;
      case 1:
        value.insert(value.begin() + static_cast<long>(at), static_cast<char>(pick(256)));
        break;
      default:
        value.erase(at, 1);
        break;
    }
    // Blanks around the field and "sig1" in both fields alike carry no meaning.
    if (value == before || value.find_first_not_of(" \t") == 1) continue;
    set_header(changed, name, value);
    EXPECT_FALSE(caller.verify(changed).accepted()) << i << ": " << value;
  }
}

}  // namespace
}  // namespace tollgate::http
