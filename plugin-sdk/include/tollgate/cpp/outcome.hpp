// Outcome: what a channel co_returns, and says in a notification. A default one is `unknown`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "tollgate/cpp/message.hpp"
#include "tollgate/cpp/view.hpp"
#include "tollgate/outcome.h"

namespace tollgate::sdk {

// What the payer must do; see tollgate_next_action.
struct NextAction {
  static NextAction redirect(std::string url) {
    NextAction action(TOLLGATE_NEXT_ACTION_REDIRECT_TO_URL);
    action.url = std::move(url);
    return action;
  }
  static NextAction show_qr_code(std::string text) {
    NextAction action(TOLLGATE_NEXT_ACTION_DISPLAY_QR_CODE);
    action.qr_code = std::move(text);
    return action;
  }
  static NextAction challenge(std::string url, Pairs fields) {
    NextAction action(TOLLGATE_NEXT_ACTION_THREE_DS_CHALLENGE);
    action.url = std::move(url);
    action.data = std::move(fields);
    return action;
  }
  static NextAction await_notification() {
    return NextAction(TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION);
  }

  tollgate_next_action_kind kind;
  std::string url;
  std::string qr_code;
  Pairs data;
  std::int64_t expires_at_unix_us = 0;  // 0: the channel does not say

 private:
  explicit NextAction(tollgate_next_action_kind kind) : kind(kind) {}
};

// What an approved operation comes to on the merchant's account; see tollgate_exchange.
struct Exchange {
  tollgate_money settled{};
  tollgate_money fee{};
  std::string rate;                     // "0.9215"; empty: not said
  std::string reference;                // of a quote
  std::int64_t expires_at_unix_us = 0;  // of a quote
};

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
  std::optional<NextAction> next_action;  // of a pending outcome
  std::optional<Exchange> exchange;       // of an approved outcome

 private:
  Outcome(tollgate_outcome_kind kind, std::string channel_reference, std::string code,
          std::string message)
      : kind(kind),
        channel_reference(std::move(channel_reference)),
        code(std::move(code)),
        message(std::move(message)) {}
};

}  // namespace tollgate::sdk
