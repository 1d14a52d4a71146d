#include "gateway/adapters/channel/http_transfer.h"

#include <algorithm>
#include <cctype>

#include "gateway/base/failpoint.h"

namespace tollgate::channel {
namespace {

constexpr long kIdleConnectionSeconds = 60;  // an older one may be half dead: NATs forget
constexpr long kReceiveBytes = 4096;         // read at once; most replies are smaller

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// libcurl's word for what went wrong before the request could leave.
std::string_view reason_not_sent(CURLcode result) {
  switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "resolve_failed";
    case CURLE_COULDNT_CONNECT:
      return "connect_failed";
    case CURLE_OPERATION_TIMEDOUT:
      return "connect_timeout";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return "tls_failed";
    default:
      return "not_started";
  }
}

}  // namespace

HttpTransfer::HttpTransfer(WireMessage message, ReplyReceiver receiver,
                           const HttpWire::Options& options)
    : message_(std::move(message)),
      receiver_(std::move(receiver)),
      options_(options),
      handle_(curl_easy_init()) {
  if (handle_ != nullptr && !configure()) handle_.reset();
}

HttpTransfer* HttpTransfer::of(CURL* handle) {
  HttpTransfer* transfer = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &transfer);
  return transfer;
}

bool HttpTransfer::configure() {
  curl_easy_setopt(handle_.get(), CURLOPT_PRIVATE, this);
  return configure_request() && configure_safety();
}

bool HttpTransfer::add_header(const std::string& line) {
  curl_slist* longer = curl_slist_append(request_headers_.get(), line.c_str());
  if (longer == nullptr) return false;
  static_cast<void>(request_headers_.release());
  request_headers_.reset(longer);
  return true;
}

bool HttpTransfer::configure_request() {
  CURL* handle = handle_.get();
  for (const auto& [name, value] : message_.headers) {
    std::string line = name;
    // "Name;" is how libcurl is told of a header without a value.
    if (value.empty())
      line.append(";");
    else
      line.append(": ").append(value);
    if (!add_header(line)) return false;
  }
  // No "Expect: 100-continue": it would cost a round trip and split the send in two.
  if (!add_header("Expect:")) return false;

  bool fine = curl_easy_setopt(handle, CURLOPT_URL, message_.url.c_str()) == CURLE_OK;
  if (!message_.body.empty() || message_.method == "POST") {
    const auto size = static_cast<curl_off_t>(message_.body.size());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, size);
    // Not by a read function: that costs 64 KiB of buffer for each transfer, and a second write.
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, message_.body.reveal().data());
  }
  if (message_.method == "HEAD") curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  fine =
      fine && curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, message_.method.c_str()) == CURLE_OK;
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, request_headers_.get());
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(message_.timeout.count()));
  return fine;
}

bool HttpTransfer::configure_safety() {
  CURL* handle = handle_.get();
  curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, &HttpTransfer::on_prerequest);
  curl_easy_setopt(handle, CURLOPT_PREREQDATA, this);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &HttpTransfer::on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &HttpTransfer::on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, kReceiveBytes);
  curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXAGE_CONN, kIdleConnectionSeconds);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_file.empty() &&
      curl_easy_setopt(handle, CURLOPT_CAINFO, options_.ca_file.c_str()) != CURLE_OK)
    return false;
  // Also refuses a Content-Length that overflows, which libcurl would otherwise ignore.
  curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE,
                   static_cast<curl_off_t>(options_.body_bytes_max));
  // HTTP/2 lets a server refuse a stream, which libcurl answers by sending the request again.
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  return curl_easy_setopt(handle, CURLOPT_PROXY, "") == CURLE_OK &&
         curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
         curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) == CURLE_OK;
}

// Called when a connection is ready and the request is about to be written. libcurl sends again by
// itself when a pooled connection turns out to be dead, even though the server may have acted on
// the first request: the second call forbids it.
int HttpTransfer::on_prerequest(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  if (transfer.sending_began_) return CURL_PREREQFUNC_ABORT;
  transfer.sending_began_ = true;
  failpoint("http_before_write");
  return CURL_PREREQFUNC_OK;
}

std::size_t HttpTransfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  const std::size_t total = size * count;
  std::string_view line(bytes, total);
  transfer.header_bytes_ += total;
  if (transfer.header_bytes_ > transfer.options_.header_bytes_max ||
      transfer.reply_.headers.size() >= transfer.options_.headers_max) {
    transfer.refused_ = "headers_too_large";
    return 0;
  }
  if (line.starts_with("HTTP/")) {
    transfer.reply_.headers.clear();  // the final status follows a 100 Continue
    return total;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return total;
  std::string name(trim(line.substr(0, colon)));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  transfer.reply_.headers.emplace_back(std::move(name), trim(line.substr(colon + 1)));
  return total;
}

std::size_t HttpTransfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  const std::size_t total = size * count;
  if (transfer.body_.size() + total > transfer.options_.body_bytes_max) {
    transfer.refused_ = "body_too_large";
    return 0;
  }
  transfer.body_.append(bytes, total);
  return total;
}

WireReply HttpTransfer::reply_for(CURLcode result) {
  if (!sending_began_) return {WireStatus::not_sent, reason_not_sent(result)};
  if (!refused_.empty()) return {WireStatus::no_reply, refused_};
  if (result == CURLE_FILESIZE_EXCEEDED) return {WireStatus::no_reply, "body_too_large"};
  if (result == CURLE_OPERATION_TIMEDOUT) return {WireStatus::no_reply, "timeout"};
  if (result != CURLE_OK) return {WireStatus::closed, "connection_broken"};
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status < 100 || status > 599) return {WireStatus::no_reply, "bad_status"};
  reply_.status = WireStatus::ok;
  reply_.http_status = static_cast<int>(status);
  reply_.body = Secret(std::move(body_));
  return std::move(reply_);
}

void HttpTransfer::finish(CURLcode result) {
  failpoint("http_finished");
  receiver_.deliver(reply_for(result));
}

void HttpTransfer::abandon() {
  receiver_.deliver({sending_began_ ? WireStatus::no_reply : WireStatus::not_sent, "wire_stopped"});
}

}  // namespace tollgate::channel
