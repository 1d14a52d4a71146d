// TargetUrl: the URL that a merchant gave for a webhook, read strictly. Everything that two readers
// of URLs could understand differently is refused, so that what was checked is what is used. The
// address behind a name is checked again at every connection (address_policy.h). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/result.h"
#include "gateway/payment/ids.h"

namespace tollgate {

// What is allowed beyond public https addresses.
struct TargetPolicy {
  // For sandboxes: test mode may also use http, loopback addresses, "localhost" and any port.
  bool allow_loopback = false;
};

constexpr std::size_t kTargetUrlBytesMax = 2048;

struct TargetUrl {
  bool is_https = true;
  std::string host;  // lower case; an IPv6 address without its brackets
  std::uint16_t port = 443;
};

// Errors: invalid_argument with a sentence for the merchant.
Result<TargetUrl> parse_target_url(std::string_view url, Mode mode, const TargetPolicy& policy);

}  // namespace tollgate
