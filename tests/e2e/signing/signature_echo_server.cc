// A test server that answers what the verifier says of each request, over plain HTTP/1.1 on
// loopback, one connection at a time:
//
//   signature_echo_server FOLDER
//
// It makes two caller keys and its own key in FOLDER (ed25519.pem, hmac.secret, gateway.pub.pem),
// prints its port, and serves until it is ended. Accepted: 200 and the key id, signed. Refused: the
// refusal's status and a problem, signed too.
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <fstream>

#include "gateway/adapters/http/signature/response_signer.h"
#include "gateway/adapters/http/signature/verifier.h"
#include "gateway/base/check.h"
#include "gateway/base/encoding.h"

namespace tollgate::http {
namespace {

constexpr std::size_t kMaxRequestBytes = 1 << 20;

void write_file(const std::string& path, std::string_view text) {
  std::ofstream file(path);
  file << text;
  CHECK(file.good());
}

// The two callers and the server itself.
class Keys {
 public:
  explicit Keys(const std::string& folder) {
    const SigningKey edwards_signer = SigningKey::generate(Algorithm::ed25519);
    auto edwards = VerifyingKey::from_pem(Algorithm::ed25519, edwards_signer.public_pem());
    SystemRandom random;
    const Secret secret(make_nonce(random) + make_nonce(random));
    auto hmac = VerifyingKey::from_secret(secret);
    CHECK(edwards.ok() && hmac.ok());
    edwards_.key = std::make_shared<const VerifyingKey>(std::move(*edwards));
    hmac_.key = std::make_shared<const VerifyingKey>(std::move(*hmac));
    write_file(folder + "/ed25519.pem", edwards_signer.private_pem().reveal());
    write_file(folder + "/hmac.secret", to_base64(secret.reveal()) + "\n");
    write_file(folder + "/gateway.pub.pem", gateway.public_pem());
  }

  std::optional<ApiKeyView> find(std::string_view key_id) const {
    if (key_id == "ed25519-caller") return edwards_;
    if (key_id == "hmac-caller") return hmac_;
    return std::nullopt;
  }

  const SigningKey gateway = SigningKey::generate(Algorithm::ed25519);

 private:
  ApiKeyView edwards_;
  ApiKeyView hmac_;
};

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find("\r\n"), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 2, rest.size()));
  return line;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

HttpRequest parse_head(std::string_view head) {
  HttpRequest request;
  const std::string_view line = take_line(head);
  const std::size_t first = std::min(line.find(' '), line.size());
  const std::size_t last = std::max(std::min(line.rfind(' '), line.size()), first);
  request.method = line.substr(0, first);
  request.target = trim(line.substr(first, last - first));
  const std::size_t mark = request.target.find('?');
  request.has_query = mark != std::string::npos;
  request.path = request.target.substr(0, mark);
  if (request.has_query) request.query = request.target.substr(mark + 1);
  while (!head.empty()) {
    const std::string_view field = take_line(head);
    const std::size_t colon = std::min(field.find(':'), field.size());
    request.headers.emplace_back(field.substr(0, colon),
                                 trim(field.substr(std::min(colon + 1, field.size()))));
  }
  return request;
}

// Nothing when the connection ends first or the request is too long.
std::optional<HttpRequest> read_request(int connection) {
  std::string bytes;
  std::optional<HttpRequest> request;
  std::size_t body_at = 0;
  std::size_t length = 0;
  while (bytes.size() < kMaxRequestBytes) {
    if (!request) {
      const std::size_t end = bytes.find("\r\n\r\n");
      if (end != std::string::npos) {
        request = parse_head(std::string_view(bytes).substr(0, end));
        body_at = end + 4;
        const std::string_view text = request->header("content-length");
        std::from_chars(text.data(), text.data() + text.size(), length);
      }
    }
    if (request && bytes.size() >= body_at + length) {
      request->body = bytes.substr(body_at, length);
      return request;
    }
    char chunk[8192];
    const ssize_t count = recv(connection, chunk, sizeof chunk, 0);
    if (count <= 0) return std::nullopt;
    bytes.append(chunk, static_cast<std::size_t>(count));
  }
  return std::nullopt;
}

HttpResponse answer(const HttpRequest& request, const Keys& keys) {
  const Timestamp now = SystemClock().now();
  const SignaturePolicy policy;
  const auto lookup = [&](std::string_view key_id) { return keys.find(key_id); };
  const Verification verification = verify_request(request, lookup, now, policy);
  HttpResponse response;
  if (verification.accepted()) {
    response.body = fmt::format(R"({{"key_id":"{}"}})", verification.signature().key_id);
  } else {
    const auto code = verification.refusal().code;
    response.status = signature_refusal_status(code);
    response.content_type = "application/problem+json";
    response.body = fmt::format(R"({{"code":"{}"}})", signature_refusal_name(code));
    fmt::print(stderr, "{}: {}\n", signature_refusal_name(code), verification.refusal().detail);
  }
  SignatureParams params;
  params.key_id = "gateway";
  params.created = now;
  CHECK(sign_response(response, request, keys.gateway, params, policy.public_url).ok());
  return response;
}

void send_response(int connection, const HttpResponse& response) {
  std::string bytes = fmt::format(
      "HTTP/1.1 {} Answer\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n",
      response.status, response.content_type, response.body.size());
  for (const auto& [name, value] : response.headers)
    bytes += fmt::format("{}: {}\r\n", name, value);
  bytes += "\r\n" + response.body;
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const ssize_t count = send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

int listen_on_loopback() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  CHECK(listener >= 0 && bind(listener, generic, size) == 0 && listen(listener, 16) == 0);
  CHECK(getsockname(listener, generic, &size) == 0);
  fmt::print("{}\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return listener;
}

int serve(const std::string& folder) {
  const Keys keys(folder);
  const int listener = listen_on_loopback();
  while (true) {
    const int connection = accept(listener, nullptr, nullptr);
    if (connection < 0) return 1;
    const timeval limit{.tv_sec = 5, .tv_usec = 0};  // a silent client must not hold the loop
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (const auto request = read_request(connection))
      send_response(connection, answer(*request, keys));
    close(connection);
  }
}

}  // namespace
}  // namespace tollgate::http

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    fmt::print(stderr, "usage: signature_echo_server FOLDER\n");
    return 2;
  }
  return tollgate::http::serve(arguments[1]);
}
