// WebhookSender: POSTs to merchants' endpoints through one libcurl multi handle on a thread of its
// own. It goes nowhere but to the address it was allowed to: every address is checked when its
// socket is opened, after the name was resolved and right before the connection, so a name that
// answers differently each time gains nothing. No redirect, no proxy, HTTP/1.1, bounded answers.
// Safe from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/app/webhooks/address_policy.h"
#include "gateway/app/webhooks/target_url.h"

namespace tollgate::webhook {

struct Message {
  std::string url;
  Mode mode = Mode::unknown;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct Answer {
  int http_status = 0;  // 0: none; then `error` says why
  std::string error;    // a sentence
  std::string body;     // its first bytes
  Duration retry_after{0};
  Duration duration{0};
  bool address_refused = false;
};

struct SenderOptions {
  TargetPolicy policy;
  std::chrono::milliseconds timeout{15'000};  // from handing it over to the whole answer
  std::size_t body_bytes_kept = 512;
  std::size_t body_bytes_max = 64U << 10U;    // of an answer; what comes behind is not waited for
  std::size_t header_bytes_max = 32U << 10U;  // of an answer, all together
  std::size_t idle_connections_max = 64;
  std::string ca_file;  // PEM; empty: the system's authorities
  // Why an address must not be connected to; nothing: it may. Empty: what the policy says.
  std::function<std::optional<std::string>(const IpAddress&)> refuse_address;
  // For tests: what a resolver would answer, asked anew for every message: "host:port:address,…".
  std::function<std::vector<std::string>()> resolve;
};

class Sender {
 public:
  using Done = std::function<void(Answer)>;  // called once, on the sender's thread; must be quick

  explicit Sender(SenderOptions options);
  ~Sender();  // as stop()
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void submit(Message message, Done done);
  // Ends the thread; what is under way, and whatever is asked later, is answered with an error.
  void stop();

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace tollgate::webhook
