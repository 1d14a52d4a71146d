#include "gateway/adapters/channel/message_reader.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "gateway/adapters/channel/contract.h"

namespace tollgate::channel {
namespace {

constexpr std::size_t kMethodMax = 16;
constexpr std::size_t kUrlMax = 8192;
constexpr std::size_t kHeaderNameMax = 128;
constexpr std::size_t kHeaderValueMax = 8192;

// RFC 9110 section 5.6.2: what names and methods are made of.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// No line break or NUL: one header must not become two.
bool is_one_line(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 || c == '\t') && byte != 0x7f;
  });
}

bool is_url(std::string_view text) {
  return (text.starts_with("http://") || text.starts_with("https://")) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte > 0x20 && byte < 0x7f;
         });
}

// Headers that say where a message ends or what happens to the connection.
bool is_hosts_own(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kOwn = {
      "host", "content-length", "transfer-encoding", "connection",
      "te",   "trailer",        "upgrade",           "expect"};
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kOwn.begin(), kOwn.end(), lower) != kOwn.end();
}

Status read_headers(const tollgate_http& http, WireMessage& into) {
  if (http.header_count > TOLLGATE_HEADERS_MAX ||
      (http.header_count > 0 && http.headers == nullptr))
    return fault("Its HTTP message has too many headers.");
  for (std::size_t i = 0; i < http.header_count; ++i) {
    const tollgate_pair& header = http.headers[i];
    if (!is_text(header.key, kHeaderNameMax) || !is_text(header.value, kHeaderValueMax) ||
        !is_token(text_of(header.key)) || !is_one_line(text_of(header.value)))
      return fault("A header of its HTTP message is malformed.");
    if (is_hosts_own(text_of(header.key)))
      return fault("Its HTTP message sets a header that is the host's own.");
    into.headers.emplace_back(text_of(header.key), text_of(header.value));
  }
  return ok_status();
}

Status read_http(const tollgate_http& http, WireMessage& into) {
  if (http.size < sizeof(tollgate_http)) return fault("Its HTTP message is too small a struct.");
  if (!is_text(http.method, kMethodMax) || !is_token(text_of(http.method)))
    return fault("The method of its HTTP message is malformed.");
  if (!is_text(http.url, kUrlMax) || !is_url(text_of(http.url)))
    return fault("The URL of its HTTP message is not an absolute http or https URL.");
  if (!is_text(http.body, TOLLGATE_BODY_MAX))
    return fault("The body of its HTTP message is too large.");
  into.kind = WireKind::http;
  into.method = text_of(http.method);
  into.url = text_of(http.url);
  into.body = Secret(std::string(text_of(http.body)));
  return read_headers(http, into);
}

Status read_frame(const tollgate_frame& frame, WireMessage& into) {
  if (frame.size < sizeof(tollgate_frame)) return fault("Its frame is too small a struct.");
  if (!is_text(frame.bytes, TOLLGATE_BODY_MAX)) return fault("Its frame is too large.");
  if (!is_text(frame.correlation_key, TOLLGATE_CORRELATION_KEY_MAX))
    return fault("The correlation key of its frame is too long.");
  into.kind = WireKind::frame;
  into.correlation_key = text_of(frame.correlation_key);
  into.expects_reply = frame.expects_reply != 0;
  into.body = Secret(std::string(text_of(frame.bytes)));
  return ok_status();
}

}  // namespace

Result<WireMessage> read_message(const tollgate_message& message) {
  if (message.size < sizeof(tollgate_message)) return fault("Its message is too small a struct.");
  WireMessage into;
  into.timeout = std::chrono::milliseconds(
      std::min<std::uint32_t>(message.timeout_ms, TOLLGATE_TIMEOUT_MAX_MS));
  Status status = fault("Its message is for no wire, or for two.");
  if (message.wire == TOLLGATE_WIRE_HTTP && message.http != nullptr && message.frame == nullptr)
    status = read_http(*message.http, into);
  if (message.wire == TOLLGATE_WIRE_FRAME && message.frame != nullptr && message.http == nullptr)
    status = read_frame(*message.frame, into);
  if (!status) return std::move(status).error();
  return into;
}

}  // namespace tollgate::channel
