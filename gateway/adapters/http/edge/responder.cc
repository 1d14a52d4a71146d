#include "gateway/adapters/http/edge/responder.h"

#include <utility>

#include "gateway/base/check.h"

namespace tollgate::http {

// The node is made here, on the reactor thread, so that answering allocates nothing.
Responder::Responder(std::shared_ptr<Mailbox> mailbox, int descriptor, std::uint64_t sequence)
    : mailbox_(std::move(mailbox)), completion_(std::make_unique<Completion>()) {
  completion_->descriptor = descriptor;
  completion_->sequence = sequence;
}

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this == &other) return *this;
  abandon();
  mailbox_ = std::move(other.mailbox_);
  completion_ = std::move(other.completion_);
  return *this;
}

Responder::~Responder() { abandon(); }

void Responder::send(HttpResponse response) {
  CHECK(completion_ != nullptr);
  completion_->response = std::move(response);
  mailbox_->post(std::move(completion_));
}

void Responder::abandon() {
  if (completion_ == nullptr) return;
  completion_->abandoned = true;
  mailbox_->post(std::move(completion_));
}

}  // namespace tollgate::http
