#include "gateway/adapters/http/edge/head_rules.h"

#include <algorithm>
#include <array>

#include "gateway/base/ascii.h"

namespace tollgate::http {
namespace {

constexpr Refusal malformed(std::string_view detail) { return {"malformed_request", detail}; }

constexpr std::array<std::string_view, 7> kMethods = {"GET",   "POST",   "HEAD",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};

bool is_visible_char(char c) { return c > ' ' && c < '\x7f'; }

std::optional<Refusal> check_method(const HttpRequest& request) {
  if (std::find(kMethods.begin(), kMethods.end(), request.method) != kMethods.end()) return {};
  return Refusal{"not_implemented",
                 "Use one of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT as the method."};
}

std::optional<Refusal> check_target(const HttpRequest& request) {
  const std::string& target = request.target;
  if (!std::all_of(target.begin(), target.end(), is_visible_char))
    return malformed(
        "The request target has bytes that are not visible ASCII. Percent-encode them.");
  if (target.find('#') != std::string::npos)
    return malformed("The request target has a fragment. Remove '#' and what follows.");
  if (target.front() == '/' || (target == "*" && request.method == "OPTIONS")) return {};
  return malformed("The request target must begin with '/'. Send path and query only.");
}

// host [":" port] with the characters of a name, an IPv4 or a bracketed IPv6 address.
bool is_host(std::string_view value) {
  if (value.empty() || value.front() == ':') return false;
  const auto end = value.front() == '[' ? value.find(']') : value.find(':');
  if (value.front() == '[' && (end == std::string_view::npos || end < 3)) return false;
  std::string_view port =
      end == std::string_view::npos ? "" : value.substr(end + (value.front() == '[' ? 1 : 0));
  if (!port.empty()) {
    if (port.front() != ':') return false;
    port.remove_prefix(1);
  }
  if (port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit)) return false;
  const std::string_view name = value.substr(0, end);
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return is_visible_char(c) &&
           std::string_view("\"#,/<>?@\\^`{|}").find(c) == std::string_view::npos;
  });
}

struct Framing {
  int content_lengths = 0;
  int codings = 0;
  int hosts = 0;
};

std::optional<Refusal> check_length(std::string_view value, Framing& framing) {
  if (++framing.content_lengths > 1)
    return malformed("Content-Length stands more than once. Send it once.");
  if (value.empty() || !std::all_of(value.begin(), value.end(), is_digit))
    return malformed("Content-Length must be one decimal number of bytes.");
  return {};
}

std::optional<Refusal> check_coding(std::string_view value, bool http10, Framing& framing) {
  if (++framing.codings > 1)
    return malformed("Transfer-Encoding stands more than once. Send it once.");
  if (http10) return malformed("HTTP/1.0 has no Transfer-Encoding. Send Content-Length.");
  if (equal_ignoring_case(value, "chunked")) return {};
  return Refusal{"not_implemented",
                 "The only transfer coding here is chunked. Send that or Content-Length."};
}

std::optional<Refusal> check_host(std::string_view value, Framing& framing) {
  if (++framing.hosts > 1) return malformed("Host stands more than once. Send it once.");
  if (!is_host(value)) return malformed("Host must be one name or address with an optional port.");
  return {};
}

std::optional<Refusal> check_expect(std::string_view value, HeadFacts& facts) {
  if (!equal_ignoring_case(value, "100-continue"))
    return Refusal{"expectation_failed", "Send no Expect field other than 100-continue."};
  facts.expects_continue = !facts.http10;
  return {};
}

std::optional<Refusal> check_field(const HeaderField& field, HeadFacts& facts, Framing& framing) {
  const auto& [name, value] = field;
  switch (name.size()) {
    case 4:
      if (equal_ignoring_case(name, "Host")) return check_host(value, framing);
      break;
    case 6:
      if (equal_ignoring_case(name, "Expect")) return check_expect(value, facts);
      break;
    case 14:
      if (equal_ignoring_case(name, "Content-Length")) return check_length(value, framing);
      break;
    case 17:
      if (equal_ignoring_case(name, "Transfer-Encoding"))
        return check_coding(value, facts.http10, framing);
      break;
    default:
      break;
  }
  return {};
}

}  // namespace

std::optional<Refusal> check_head(const HttpRequest& request, HeadFacts& facts) {
  if (auto refusal = check_method(request)) return refusal;
  if (auto refusal = check_target(request)) return refusal;
  Framing framing;
  for (const HeaderField& field : request.headers)
    if (auto refusal = check_field(field, facts, framing)) return refusal;
  if (framing.content_lengths + framing.codings > 1)
    return malformed("Content-Length and Transfer-Encoding exclude each other. Send one.");
  if (framing.hosts == 0 && !facts.http10) return malformed("HTTP/1.1 needs Host. Send it once.");
  return {};
}

Refusal refuse_version(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\r'));
  const std::string_view version = line.substr(line.rfind(' ') + 1);
  const bool other_http = version.size() == 8 && version.starts_with("HTTP/") &&
                          is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
  if (!other_http || version == "HTTP/1.1" || version == "HTTP/1.0")
    return malformed("The request line must be a method, a target and HTTP/1.1.");
  return {"http_version_not_supported", "Use HTTP/1.1."};
}

bool is_well_formed_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), is_visible_char);
}

}  // namespace tollgate::http
