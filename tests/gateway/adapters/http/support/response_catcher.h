// ResponseCatcher: stands in for the edge where a unit test needs a Responder: it gives one out
// and catches what is sent through it, from whatever thread.
#pragma once

#include <poll.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/adapters/http/edge/mailbox.h"
#include "gateway/adapters/http/edge/responder.h"

namespace tollgate::http {

class ResponseCatcher {
 public:
  Responder responder() { return Responder(mailbox_, 0, ++last_sequence_); }

  // Waits for the next response; nothing when a Responder was dropped without an answer.
  std::optional<HttpResponse> wait() {
    while (caught_.empty()) {
      mailbox_->begin_cycle();
      mailbox_->take(caught_);
      mailbox_->end_cycle();
      pollfd poller{mailbox_->descriptor(), POLLIN, 0};
      if (caught_.empty() && ::poll(&poller, 1, kPatienceMs) <= 0) return std::nullopt;
    }
    const std::unique_ptr<Completion> first = std::move(caught_.front());
    caught_.erase(caught_.begin());
    if (first->abandoned) return std::nullopt;
    return std::move(first->response);
  }

 private:
  static constexpr int kPatienceMs = 20'000;
  std::shared_ptr<Mailbox> mailbox_ = std::make_shared<Mailbox>();
  std::uint64_t last_sequence_ = 0;
  std::vector<std::unique_ptr<Completion>> caught_;
};

}  // namespace tollgate::http
