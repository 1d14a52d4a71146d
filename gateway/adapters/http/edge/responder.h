// Responder: the right to answer one request, once, from any thread, at any time: also after the
// client, the connection or the edge has gone. Move-only. Dropped unused, it answers 500, so no
// client waits for ever.
#pragma once

#include <cstdint>
#include <memory>

#include "gateway/adapters/http/edge/mailbox.h"
#include "gateway/adapters/http/message.h"

namespace tollgate::http {

class Responder {
 public:
  Responder(std::shared_ptr<Mailbox> mailbox, int descriptor, std::uint64_t sequence);
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&& other) noexcept;
  ~Responder();

  // Never blocks. A second answer is a programmer's error.
  void send(HttpResponse response);

 private:
  void abandon();

  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<Completion> completion_;  // empty once answered or moved from
};

}  // namespace tollgate::http
