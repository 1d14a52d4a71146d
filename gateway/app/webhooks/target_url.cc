#include "gateway/app/webhooks/target_url.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "gateway/app/webhooks/address_policy.h"
#include "gateway/base/ascii.h"

namespace tollgate {
namespace {

constexpr std::size_t kHostCharsMax = 253;
constexpr std::size_t kLabelCharsMax = 63;
constexpr std::array<std::uint16_t, 2> kPorts = {443, 8443};
// Names that no public resolver answers, but a resolver inside a network may.
constexpr std::array<std::string_view, 8> kInsideSuffixes = {
    "localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "onion"};

Error refused(std::string why) { return {ErrorCode::invalid_argument, "url " + std::move(why)}; }

// RFC 3986's characters but '#': no space, control, quote, backslash or byte beyond ASCII.
bool is_url_character(char c) {
  return is_digit(c) || is_letter(c) ||
         std::string_view("-._~:/?[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool ends_with_label(std::string_view host, std::string_view suffix) {
  return host == suffix || (host.ends_with(suffix) && host[host.size() - suffix.size() - 1] == '.');
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLabelCharsMax && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
           return is_digit(c) || is_letter(c) || c == '-';
         });
}

// "1", "0x7f", "0177": what some resolvers take for a number.
bool looks_numeric(std::string_view label) {
  return is_digit(label.front()) &&
         (std::all_of(label.begin(), label.end(), is_digit) ||
          (label.size() >= 2 && label[0] == '0' && (label[1] == 'x' || label[1] == 'X')));
}

Status check_address(const IpAddress& address, bool may_loop) {
  if (may_loop && is_loopback(address)) return ok_status();
  if (const auto what = why_not_public(address))
    return refused("names " + std::string(*what) + ". Use a public one.");
  return ok_status();
}

Status check_name(std::string_view host, bool may_loop) {
  if (host.size() > kHostCharsMax) return refused("has a host of more than 253 characters.");
  std::size_t labels = 0;
  std::string_view last;
  for (std::string_view rest = host;; ++labels) {
    const auto dot = rest.find('.');
    last = rest.substr(0, dot);
    if (!is_label(last))
      return refused(
          "has a host that is no plain name. Use letters, digits, dots and hyphens, without a dot "
          "at the end; write other alphabets in Punycode (xn--).");
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  if (looks_numeric(last))
    return refused("has a host that is neither a name nor a plain IPv4 address.");
  if (may_loop && host == "localhost") return ok_status();
  if (labels == 0) return refused("has a host without a domain. Use a public name.");
  for (const auto suffix : kInsideSuffixes)
    if (ends_with_label(host, suffix))
      return refused("has a host that is not public: it ends in " + std::string(suffix) + ".");
  return ok_status();
}

Status check_host(std::string_view host, bool in_brackets, bool may_loop) {
  const auto address = IpAddress::parse(host);
  if (in_brackets) {
    if (!address || !address->is_v6) return refused("has no IPv6 address in its brackets.");
    return check_address(*address, may_loop);
  }
  if (address && !address->is_v6) return check_address(*address, may_loop);
  return check_name(host, may_loop);
}

// Takes ":port" and gives the rest of the authority; port 0 when there is none.
Result<std::uint16_t> take_port(std::string_view text) {
  if (text.empty()) return std::uint16_t{0};
  text.remove_prefix(1);
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || stop != end || port == 0 || text.front() == '0')
    return refused("has a port that is no number from 1 to 65535.");
  return port;
}

}  // namespace

Result<TargetUrl> parse_target_url(std::string_view url, Mode mode, const TargetPolicy& policy) {
  const bool may_loop = policy.allow_loopback && mode == Mode::test;
  if (url.empty() || url.size() > kTargetUrlBytesMax)
    return refused("must have 1 to 2048 characters.");
  if (!std::all_of(url.begin(), url.end(), is_url_character))
    return refused(
        "has a character that does not belong there. Percent-encode what is not ASCII, and leave "
        "out spaces, backslashes and fragments.");
  TargetUrl target;
  const auto mark = url.find("://");
  const std::string scheme = lower(url.substr(0, mark));
  target.is_https = scheme == "https";
  if (mark == std::string_view::npos || (!target.is_https && !(may_loop && scheme == "http")))
    return refused("must begin with https://.");
  std::string_view authority = url.substr(mark + 3);
  authority = authority.substr(0, authority.find_first_of("/?"));
  if (authority.find('@') != std::string_view::npos)
    return refused("names a user. Leave user and password out; the signature tells who sends.");

  const bool in_brackets = authority.starts_with('[');
  const auto bracket = authority.find(']');
  if (in_brackets && bracket == std::string_view::npos) return refused("has an open bracket.");
  const std::size_t host_end =
      in_brackets ? bracket + 1 : std::min(authority.find(':'), authority.size());
  target.host =
      lower(in_brackets ? authority.substr(1, bracket - 1) : authority.substr(0, host_end));
  const std::string_view rest = authority.substr(host_end);
  if (!rest.empty() && rest.front() != ':') return refused("has text behind its brackets.");
  auto port = take_port(rest);
  if (!port.ok()) return port.error();
  target.port = *port != 0 ? *port : target.is_https ? 443 : 80;
  if (!may_loop && std::find(kPorts.begin(), kPorts.end(), target.port) == kPorts.end())
    return refused("has a port that webhooks do not go to. Use 443 or 8443.");
  if (auto host = check_host(target.host, in_brackets, may_loop); !host.ok()) return host.error();
  return target;
}

}  // namespace tollgate
