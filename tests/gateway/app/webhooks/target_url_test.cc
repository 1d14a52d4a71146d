// Ways around an address check, each refused: as it is stored here, and those that hide behind a
// name at the connection (tests/gateway/adapters/webhook/sender_test.cc).
#include "gateway/app/webhooks/target_url.h"

#include <gtest/gtest.h>

#include <vector>

#include "gateway/app/webhooks/address_policy.h"

namespace tollgate {
namespace {

constexpr TargetPolicy kStrict{};
constexpr TargetPolicy kSandbox{.allow_loopback = true};

TEST(TargetUrl, TakesPublicHttpsAddresses) {
  for (const char* url : {"https://shop.example.com/hooks", "https://shop.example.com",
                          "https://SHOP.example.com:443/", "https://a-b.example:8443/x?y=z&w=%20",
                          "https://93.184.216.34/hook", "https://[2606:2800:220:1::1]/hook",
                          "HTTPS://shop.example.com/", "https://xn--bcher-kva.example/",
                          "https://1password.com/", "https://shop.example.com/a//b/../c;d=1"}) {
    for (const Mode mode : {Mode::test, Mode::live})
      EXPECT_TRUE(parse_target_url(url, mode, kStrict).ok()) << url;
  }
  const auto target = parse_target_url("https://Shop.Example.com/x", Mode::live, kStrict);
  EXPECT_EQ(target->host, "shop.example.com");
  EXPECT_EQ(target->port, 443);
}

// What is no public https address, however it is spelled.
const std::vector<std::string> kBypasses = {
    // plain
    "https://127.0.0.1/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://100.127.255.254/",
    "https://0.0.0.0/",
    "https://0.1.2.3/",
    "https://224.0.0.1/",
    "https://239.255.255.255/",
    "https://255.255.255.255/",
    "https://240.0.0.1/",
    "https://192.0.2.1/",
    "https://198.51.100.7/",
    "https://203.0.113.9/",
    "https://198.18.0.1/",
    "https://192.0.0.1/",
    "https://192.88.99.1/",
    "https://127.255.255.254/",
    // odd spellings of IPv4
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.1/",
    "https://127.0.1/",
    "https://010.0.0.1/",
    "https://127.0.0.01/",
    "https://3232235777/",
    "https://0xA9FEA9FE/",
    "https://1.2.3.4.5/",
    "https://127.0.0.1./",
    "https://127.0.0.0x1/",
    "https://0/",
    // IPv6
    "https://[::1]/",
    "https://[::]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[fc00::1]/",
    "https://[fd12:3456::1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://[100::1]/",
    "https://[4000::1]/",
    "https://[3fff::1]/",
    // IPv4 inside IPv6
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[::ffff:93.184.216.34]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "https://[::ffff:0:127.0.0.1]/",
    // names that only an inside resolver knows
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://a.localhost/",
    "https://metadata.google.internal/",
    "https://printer.local/",
    "https://db.intranet/",
    "https://router.lan/",
    "https://x.home.arpa/",
    "https://hidden.onion/",
    "https://metadata/",
    // users, and readers who disagree about where the host is
    "https://user@shop.example.com/",
    "https://user:pw@shop.example.com/",
    "https://shop.example.com@127.0.0.1/",
    "https://127.0.0.1:443@shop.example.com/",
    "https://shop.example.com\\@127.0.0.1/",
    "https://127.0.0.1#@shop.example.com/",
    "https://127.0.0.1\\.shop.example.com/",
    "https:///127.0.0.1/",
    "https:127.0.0.1/",
    "https://[::1].shop.example.com/",
    "https://[shop.example.com]/",
    "https://[::1/",
    "https://[127.0.0.1]/",
    "https://%31%32%37.0.0.1/",
    "https://shop.example.com%2f@127.0.0.1/",
    "https://shop.example.com%00.127.0.0.1/",
    "https://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1/",
    "https://127\xe3\x80\x82"
    "0.0.1/",
    "https://shop..example.com/",
    "https://.shop.example.com/",
    "https://-shop.example.com/",
    "https://shop_1.example.com/",
    "https://shop.example.com./",
    // splitting
    "https://shop.example.com/\r\nHost: 127.0.0.1",
    "https://shop.example.com\n/",
    "https://shop.example.com/ HTTP/1.1",
    "https://shop.example.com\t/",
    " https://shop.example.com/",
    // other ways
    "http://shop.example.com/",
    "ftp://shop.example.com/",
    "file:///etc/passwd",
    "gopher://shop.example.com/",
    "dict://shop.example.com/",
    "unix:///run/x.sock",
    "javascript:alert(1)",
    "//shop.example.com/",
    "shop.example.com",
    "",
    "https://",
    "https:///",
    "https://?x",
    "https://:443/",
    // ports
    "https://shop.example.com:22/",
    "https://shop.example.com:25/",
    "https://shop.example.com:6379/",
    "https://shop.example.com:80/",
    "https://shop.example.com:0/",
    "https://shop.example.com:/x:",
    "https://shop.example.com:65536/",
    "https://shop.example.com:0443/",
    "https://shop.example.com:443a/",
    "https://shop.example.com:+443/",
};

TEST(TargetUrl, RefusesEveryWayAround) {
  EXPECT_GE(kBypasses.size(), 100U);
  for (const std::string& url : kBypasses) {
    for (const Mode mode : {Mode::test, Mode::live}) {
      const auto target = parse_target_url(url, mode, kStrict);
      ASSERT_FALSE(target.ok()) << url;
      EXPECT_EQ(target.error().code, ErrorCode::invalid_argument);
      EXPECT_TRUE(target.error().message.starts_with("url ")) << target.error().message;
    }
  }
  EXPECT_FALSE(
      parse_target_url("https://a.example/" + std::string(2048, 'x'), Mode::live, kStrict).ok());
  EXPECT_FALSE(
      parse_target_url("https://" + std::string(64, 'x') + ".example/", Mode::live, kStrict).ok());
}

TEST(TargetUrl, TheSandboxMayUseLoopbackAndNothingElse) {
  for (const char* url : {"http://127.0.0.1:8099/hook", "http://localhost:1/", "https://[::1]:9/",
                          "http://127.8.8.8/"})
    EXPECT_TRUE(parse_target_url(url, Mode::test, kSandbox).ok()) << url;
  for (const char* url : {"http://10.0.0.1/", "http://169.254.169.254/", "http://2130706433/",
                          "http://[::ffff:127.0.0.1]/", "http://user@127.0.0.1/", "http://0.0.0.0/",
                          "http://a.localhost/", "http://[fe80::1]/", "ftp://127.0.0.1/"})
    EXPECT_FALSE(parse_target_url(url, Mode::test, kSandbox).ok()) << url;
  for (const char* url : {"http://127.0.0.1:8099/", "https://localhost/", "https://[::1]/",
                          "http://shop.example.com/"})
    EXPECT_FALSE(parse_target_url(url, Mode::live, kSandbox).ok()) << url;
}

TEST(AddressPolicy, KnowsTheEdgesOfItsRanges) {
  const auto is_public = [](const char* text) {
    const auto address = IpAddress::parse(text);
    EXPECT_TRUE(address) << text;
    return address && !why_not_public(*address);
  };
  for (const char* text :
       {"9.255.255.255",   "11.0.0.0",        "100.63.255.255",  "100.128.0.0",
        "126.255.255.255", "128.0.0.0",       "169.253.255.255", "169.255.0.0",
        "172.15.255.255",  "172.32.0.0",      "191.255.255.255", "192.0.1.0",
        "192.0.3.0",       "192.167.255.255", "192.169.0.0",     "198.17.255.255",
        "198.20.0.0",      "223.255.255.255", "1.1.1.1",         "2001:200::1",
        "2003::1",         "2606:4700::1",    "2a00::1",         "3ffe::1",
        "2001:db7::1",     "2001:db9::1"})
    EXPECT_TRUE(is_public(text)) << text;
  for (const char* text : {"10.255.255.255",
                           "100.64.0.0",
                           "100.127.255.255",
                           "127.0.0.0",
                           "169.254.0.0",
                           "172.16.0.0",
                           "172.31.255.255",
                           "192.168.255.255",
                           "198.19.255.255",
                           "224.0.0.0",
                           "0.0.0.0",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::2",
                           "::ffff:1.1.1.1",
                           "64:ff9b::1",
                           "fdff::",
                           "febf::1",
                           "ffff::",
                           "1fff::1",
                           "4000::",
                           "2001::1",
                           "2001:1ff::1",
                           "2002::",
                           "2001:db8:ffff::"})
    EXPECT_FALSE(is_public(text)) << text;
}

}  // namespace
}  // namespace tollgate
