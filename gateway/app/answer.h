// Answer: what a use case says to its caller before any protocol words it. A renderer of the
// edge turns it into bytes, so that the very bytes can be stored in the commit that made them true.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "gateway/app/ports/change.h"

namespace tollgate {

// A problem code of the open API ("amount_exceeds_refundable") with what its reader needs.
struct Refusal {
  std::string code;
  std::string detail;        // says what to do next
  std::string param;         // the field at fault, if one is
  std::string decline_code;  // of a declined payment
  std::string channel;
  std::string channel_code;
  std::string channel_message;
};

// Of a request that no channel saw.
inline Refusal make_refusal(std::string code, std::string detail, std::string param) {
  return {std::move(code), std::move(detail), std::move(param), "", "", "", ""};
}

struct Answer {
  std::optional<Refusal> refusal;
  std::optional<Payment> payment;
  std::optional<Refund> refund;  // when it is what was asked for
  bool created = false;          // the resource is new
};

using AnswerRenderer = std::function<StoredAnswer(const Answer&)>;

// What goes back to the client: bytes made now, or stored when the request was first answered.
struct Reply {
  StoredAnswer answer;
  bool replayed = false;
  int retry_after_s = 0;  // 0: no advice
};

}  // namespace tollgate
