#include "gateway/adapters/webhook/transfer.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace tollgate::webhook {
namespace {

constexpr long kIdleConnectionSeconds = 60;  // an older one may be half dead: NATs forget
constexpr long kMaxRetryAfterSeconds = 365L * 24 * 3600;

std::optional<IpAddress> address_of(const curl_sockaddr& socket_address) {
  IpAddress address;
  if (socket_address.family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &socket_address.addr, sizeof v4);
    std::memcpy(address.bytes.data(), &v4.sin_addr, sizeof v4.sin_addr);
    return address;
  }
  if (socket_address.family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &socket_address.addr,
                std::min<std::size_t>(socket_address.addrlen, sizeof v6));
    address.is_v6 = true;
    std::memcpy(address.bytes.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    return address;
  }
  return std::nullopt;
}

std::string why_refused(const SenderOptions& options, Mode mode, const IpAddress& address) {
  if (options.refuse_address) return options.refuse_address(address).value_or("");
  if (options.policy.allow_loopback && mode == Mode::test && is_loopback(address)) return "";
  const auto what = why_not_public(address);
  return what ? std::string(*what) : "";
}

}  // namespace

Transfer::Transfer(Message message, Sender::Done done, const SenderOptions& options)
    : message_(std::move(message)),
      done_(std::move(done)),
      options_(options),
      began_(std::chrono::steady_clock::now()) {
  // Checked again at every attempt: the policy may have become stricter since it was stored.
  const auto target = parse_target_url(message_.url, message_.mode, options_.policy);
  if (!target.ok()) {
    refused_url_ = "The endpoint's " + target.error().message;
    return;
  }
  handle_.reset(curl_easy_init());
  if (handle_ != nullptr && !configure()) handle_.reset();
}

bool Transfer::configure() { return configure_request() && configure_safety(); }

bool Transfer::add_header(const std::string& line) {
  curl_slist* longer = curl_slist_append(request_headers_.get(), line.c_str());
  if (longer == nullptr) return false;
  static_cast<void>(request_headers_.release());
  request_headers_.reset(longer);
  return true;
}

bool Transfer::configure_request() {
  CURL* handle = handle_.get();
  for (const auto& [name, value] : message_.headers) {
    std::string line = name;
    if (!add_header(line.append(": ").append(value))) return false;
  }
  // No "Expect: 100-continue": it would cost a round trip.
  if (!add_header("Expect:")) return false;
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, request_headers_.get());
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(message_.body.size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, message_.body.data());
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  if (options_.resolve) {
    for (const std::string& line : options_.resolve())
      resolved_.reset(curl_slist_append(resolved_.release(), line.c_str()));
    curl_easy_setopt(handle, CURLOPT_RESOLVE, resolved_.get());
  }
  return curl_easy_setopt(handle, CURLOPT_URL, message_.url.c_str()) == CURLE_OK;
}

bool Transfer::configure_safety() {
  CURL* handle = handle_.get();
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open_socket);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXAGE_CONN, kIdleConnectionSeconds);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_file.empty() &&
      curl_easy_setopt(handle, CURLOPT_CAINFO, options_.ca_file.c_str()) != CURLE_OK)
    return false;
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  return curl_easy_setopt(handle, CURLOPT_PROXY, "") == CURLE_OK &&
         curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
         curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) == CURLE_OK;
}

// The only way to a socket: libcurl connects it to the very address that was looked at.
curl_socket_t Transfer::on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  const auto ip = purpose == CURLSOCKTYPE_IPCXN ? address_of(*address) : std::nullopt;
  const std::string why = ip ? why_refused(transfer.options_, transfer.message_.mode, *ip)
                             : "no address of the internet";
  if (!why.empty()) {
    transfer.answer_.address_refused = true;
    transfer.refused_address_ = (ip ? ip->str() + ", " : "") + why;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t Transfer::on_header(char*, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.header_bytes_ += size * count;
  if (transfer.header_bytes_ <= transfer.options_.header_bytes_max) return size * count;
  transfer.headers_too_large_ = true;
  return 0;
}

std::size_t Transfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t total = size * count;
  const std::size_t room = transfer.options_.body_bytes_kept - transfer.answer_.body.size();
  transfer.answer_.body.append(bytes, std::min(room, total));
  transfer.body_bytes_ += total;
  if (transfer.body_bytes_ <= transfer.options_.body_bytes_max) return total;
  transfer.cut_off_ = true;  // its status is known, and that is all that counts
  return 0;
}

std::string Transfer::sentence_for(CURLcode result) const {
  if (headers_too_large_) return "The endpoint's answer has too many header fields.";
  if (!refused_address_.empty() && result == CURLE_COULDNT_CONNECT)
    return "The endpoint's name leads to " + refused_address_ +
           ". Webhooks go to public addresses only.";
  switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "The endpoint's name cannot be resolved.";
    case CURLE_COULDNT_CONNECT:
      return "The endpoint takes no connections.";
    case CURLE_OPERATION_TIMEDOUT:
      return "The endpoint did not answer within " +
             std::to_string(std::chrono::ceil<std::chrono::seconds>(options_.timeout).count()) +
             " s.";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "The endpoint's certificate does not hold for its name, or nobody known signed it.";
    case CURLE_SSL_CONNECT_ERROR:
      return "The endpoint does not speak TLS 1.2 or newer.";
    default:
      return "The connection broke before the endpoint had answered.";
  }
}

void Transfer::finish(CURLcode result) {
  answer_.duration =
      std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began_);
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  const bool answered = result == CURLE_OK || (cut_off_ && result == CURLE_WRITE_ERROR);
  if (answered && status >= 100 && status <= 599) {
    curl_off_t retry_after = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RETRY_AFTER, &retry_after);
    answer_.http_status = static_cast<int>(status);
    answer_.retry_after =
        std::chrono::seconds(std::clamp<curl_off_t>(retry_after, 0, kMaxRetryAfterSeconds));
  } else {
    answer_.error = sentence_for(result);
    answer_.body.clear();
  }
  done_(std::move(answer_));
}

void Transfer::abandon(std::string_view why) {
  answer_.duration =
      std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began_);
  answer_.error = refused_url_.empty() ? std::string(why) : refused_url_;
  done_(std::move(answer_));
}

}  // namespace tollgate::webhook
