// Which addresses a webhook may go to. A merchant chooses the host, so whatever is not a public
// address could be a door into the operator's own network. Checked on the address that is really
// connected to, after the name was resolved: a name may answer differently each time. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate {

struct IpAddress {
  bool is_v6 = false;
  std::array<std::uint8_t, 16> bytes{};  // IPv4: the first four; network order

  // Only the one canonical spelling of IPv4 ("192.0.2.1"), any of IPv6 without a zone.
  static std::optional<IpAddress> parse(std::string_view text);
  std::string str() const;
};

// True for 127.0.0.0/8 and ::1.
bool is_loopback(const IpAddress& address);

// Nothing when the address is a public unicast one; otherwise what it is: "a private address".
// Forms of IPv6 that carry an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) are refused
// whatever they carry: no name needs them.
std::optional<std::string_view> why_not_public(const IpAddress& address);

}  // namespace tollgate
