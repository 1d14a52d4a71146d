// Evidence: what the host itself knows about the messages of one operation, and how far a
// plugin's word is believed against it.
//
//   nothing left the host      it was not sent, whatever the plugin makes of it; but a yes is a
//   fault something left, no reply   unknown, or pending: a final answer needs a reply a reply came
//   the plugin's word, but `not_sent` only of a query's "not_found"
#pragma once

#include "gateway/adapters/channel/wire.h"
#include "gateway/payment/operation.h"

namespace tollgate::channel {

class Evidence {
 public:
  void add(const WireReply& reply, bool expected_reply) {
    asked_ = true;
    left_ = left_ || reply.status != WireStatus::not_sent;
    answered_ = answered_ || (reply.status == WireStatus::ok && expected_reply);
  }

  bool nothing_left() const { return !left_; }

  // The outcome that may be told. Sets `overruled` to a constant sentence when the plugin claimed
  // what it cannot know.
  Outcome judge(Outcome claimed, bool is_query, const char*& overruled) const;

 private:
  bool asked_ = false;     // a message was given to a wire
  bool left_ = false;      // a byte of one may have left the host
  bool answered_ = false;  // a complete reply came to one
};

}  // namespace tollgate::channel
