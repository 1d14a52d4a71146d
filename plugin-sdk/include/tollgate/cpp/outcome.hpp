// Outcome: what a channel co_returns. A default one is `unknown`.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "tollgate/cpp/message.hpp"
#include "tollgate/cpp/view.hpp"
#include "tollgate/outcome.h"

namespace tollgate::sdk {

struct Outcome {
  Outcome() = default;

  static Outcome approved(std::string channel_reference) {
    return Outcome(TOLLGATE_OUTCOME_APPROVED, std::move(channel_reference), {}, {});
  }
  static Outcome pending(std::string channel_reference) {
    return Outcome(TOLLGATE_OUTCOME_PENDING, std::move(channel_reference), {}, {});
  }
  static Outcome declined(std::string code, std::string message) {
    return Outcome(TOLLGATE_OUTCOME_DECLINED, {}, std::move(code), std::move(message));
  }
  static Outcome not_sent(std::string code, std::string message) {
    return Outcome(TOLLGATE_OUTCOME_NOT_SENT, {}, std::move(code), std::move(message));
  }
  static Outcome unknown(std::string code, std::string message) {
    return Outcome(TOLLGATE_OUTCOME_UNKNOWN, {}, std::move(code), std::move(message));
  }
  // For a reply that is not ok(): not_sent if that is proven, otherwise unknown. Right for the
  // first message of an operation; after an earlier one was answered, say unknown.
  static Outcome of_wire(const Reply& reply) {
    if (reply.status == TOLLGATE_WIRE_NOT_SENT) {
      return not_sent(TOLLGATE_CODE_NOT_SENT, "The message did not leave the gateway.");
    }
    return unknown(TOLLGATE_CODE_NO_REPLY, "The message was sent and no reply came back.");
  }

  tollgate_outcome_kind kind = TOLLGATE_OUTCOME_UNKNOWN;
  bool retryable = false;
  std::string channel_reference;
  std::string code;
  std::string channel_code;
  std::string message;
  std::string authorization_code;
  std::optional<tollgate_money> approved_amount;
  Pairs data;

 private:
  Outcome(tollgate_outcome_kind kind, std::string channel_reference, std::string code,
          std::string message)
      : kind(kind),
        channel_reference(std::move(channel_reference)),
        code(std::move(code)),
        message(std::move(message)) {}
};

}  // namespace tollgate::sdk
