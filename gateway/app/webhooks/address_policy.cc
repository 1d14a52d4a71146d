#include "gateway/app/webhooks/address_policy.h"

#include <arpa/inet.h>

#include <algorithm>

namespace tollgate {
namespace {

struct Range {
  std::array<std::uint8_t, 16> prefix;
  unsigned bits;
  std::string_view what;
};

// IANA's special-purpose registries. The first match of a list says what the address is.
constexpr std::array kV4Ranges = {
    Range{{0}, 8, "an unspecified address"},
    Range{{10}, 8, "a private address"},
    Range{{100, 64}, 10, "an address of carrier-grade NAT"},
    Range{{127}, 8, "a loopback address"},
    Range{{169, 254}, 16, "a link-local address"},  // 169.254.169.254: clouds' metadata
    Range{{172, 16}, 12, "a private address"},
    Range{{192, 0, 0}, 24, "a reserved address"},
    Range{{192, 0, 2}, 24, "an address of documentation"},
    Range{{192, 31, 196}, 24, "a reserved address"},
    Range{{192, 52, 193}, 24, "a reserved address"},
    Range{{192, 88, 99}, 24, "an address of 6to4"},
    Range{{192, 168}, 16, "a private address"},
    Range{{192, 175, 48}, 24, "a reserved address"},
    Range{{198, 18}, 15, "an address of benchmarks"},
    Range{{198, 51, 100}, 24, "an address of documentation"},
    Range{{203, 0, 113}, 24, "an address of documentation"},
    Range{{224}, 4, "a multicast address"},
    Range{{240}, 4, "a reserved address"},
};

constexpr std::array kV6Ranges = {
    Range{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "a loopback address"},
    Range{{0}, 128, "an unspecified address"},
    Range{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "an IPv4 address in disguise"},
    Range{{0}, 96, "an IPv4 address in disguise"},
    Range{{0x00, 0x64, 0xff, 0x9b}, 32, "an address of NAT64"},
    Range{{0x01}, 8, "a reserved address"},
    Range{{0x20, 0x01, 0x00, 0x00}, 32, "an address of Teredo"},
    Range{{0x20, 0x01}, 23, "a reserved address"},  // benchmarks, ORCHID, AS112 and others
    Range{{0x20, 0x01, 0x0d, 0xb8}, 32, "an address of documentation"},
    Range{{0x20, 0x02}, 16, "an address of 6to4"},
    Range{{0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48, "a reserved address"},
    Range{{0x3f, 0xff}, 20, "an address of documentation"},
    Range{{0xfc}, 7, "a private address"},
    Range{{0xfe, 0x80}, 10, "a link-local address"},
    Range{{0xfe, 0xc0}, 10, "a private address"},
    Range{{0xff}, 8, "a multicast address"},
};
// Nothing else is given out to anybody today.
constexpr Range kV6Unicast{{0x20}, 3, ""};

bool lies_in(const Range& range, const std::array<std::uint8_t, 16>& bytes) {
  const std::size_t whole = range.bits / 8;
  if (!std::equal(bytes.begin(), bytes.begin() + whole, range.prefix.begin())) return false;
  const unsigned rest = range.bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xffU << (8 - rest));
  return (bytes[whole] & mask) == (range.prefix[whole] & mask);
}

template <class Ranges>
std::optional<std::string_view> first_match(const Ranges& ranges, const IpAddress& address) {
  for (const Range& range : ranges)
    if (lies_in(range, address.bytes)) return range.what;
  return std::nullopt;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated(text);
  if (terminated.size() != text.size() || terminated.find('\0') != std::string::npos)
    return std::nullopt;
  IpAddress address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1 && address.str() == text)
    return address;
  address = IpAddress();
  address.is_v6 = true;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::string IpAddress::str() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(is_v6 ? AF_INET6 : AF_INET, bytes.data(), text.data(), text.size());
  return text.data();
}

bool is_loopback(const IpAddress& address) {
  return address.is_v6 ? lies_in(kV6Ranges[0], address.bytes) : address.bytes[0] == 127;
}

std::optional<std::string_view> why_not_public(const IpAddress& address) {
  if (!address.is_v6) return first_match(kV4Ranges, address);
  if (const auto what = first_match(kV6Ranges, address)) return what;
  if (!lies_in(kV6Unicast, address.bytes)) return "a reserved address";
  return std::nullopt;
}

}  // namespace tollgate
