#include "gateway/adapters/http/edge/head_scanner.h"

#include <algorithm>

namespace tollgate::http {
namespace {

constexpr Refusal kTooLong{"header_too_large",
                           "The request line and header fields are too long. Shorten them."};
constexpr Refusal kTooMany{"header_too_large",
                           "There are too many header fields. Send fewer of them."};
constexpr Refusal kBareLineFeed{"malformed_request",
                                "A line ends in a bare line feed. End every line with CR LF."};
constexpr Refusal kFolded{"malformed_request",
                          "A line begins with white space. Send every field on one line."};
constexpr Refusal kNotHttp{"malformed_request",
                           "This is not HTTP. Send plain HTTP/1.1 without TLS to this port."};
constexpr Refusal kEmptyLines{"malformed_request",
                              "Empty lines come before the request line. Remove them."};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

bool is_token_char(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

std::optional<Refusal> HeadScanner::scan(std::string_view bytes) {
  // A method starts with a token character: what does not (a TLS hello, say) never will be a
  // request, and waiting for its end would cost the client the head timeout.
  if (position_ == 0 && !bytes.empty() && bytes[0] != '\r' && bytes[0] != '\n' &&
      !is_token_char(bytes[0]))
    return is_blank(bytes[0]) ? kFolded : kNotHttp;
  while (!complete()) {
    const std::size_t feed = bytes.find('\n', position_);
    const std::size_t seen = feed == std::string_view::npos ? bytes.size() : feed + 1;
    if (seen > max_bytes_) return kTooLong;
    position_ = seen;
    if (feed == std::string_view::npos) return std::nullopt;
    if (feed == 0 || bytes[feed - 1] != '\r') return kBareLineFeed;
    if (const auto refusal = end_line(bytes.substr(line_start_, feed - 1 - line_start_)))
      return refusal;
    line_start_ = position_;
  }
  return std::nullopt;
}

std::optional<Refusal> HeadScanner::end_line(std::string_view line) {
  if (line.empty()) {
    if (lines_ == 0) return kEmptyLines;
    length_ = position_;
    return std::nullopt;
  }
  if (is_blank(line[0])) return kFolded;
  if (++lines_ > max_headers_ + 1) return kTooMany;
  return std::nullopt;
}

}  // namespace tollgate::http
