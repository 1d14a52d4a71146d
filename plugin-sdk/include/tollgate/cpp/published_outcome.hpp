// PublishedOutcome: the C view of an Outcome. It owns what the view points at.
#pragma once

#include <utility>
#include <vector>

#include "tollgate/channel.h"
#include "tollgate/cpp/outcome.hpp"

namespace tollgate::sdk::detail {

class PublishedOutcome {
 public:
  PublishedOutcome() { c_outcome_.size = sizeof c_outcome_; }
  explicit PublishedOutcome(Outcome outcome) { set(std::move(outcome)); }
  PublishedOutcome(const PublishedOutcome&) = delete;  // its views point into itself
  PublishedOutcome& operator=(const PublishedOutcome&) = delete;

  void set(Outcome outcome) {
    outcome_ = std::move(outcome);
    data_ = to_c(outcome_.data);
    c_outcome_ = {sizeof c_outcome_,
                  outcome_.kind,
                  outcome_.retryable ? 1u : 0u,
                  0,
                  to_c(outcome_.channel_reference),
                  to_c(outcome_.code),
                  to_c(outcome_.channel_code),
                  to_c(outcome_.message),
                  to_c(outcome_.authorization_code),
                  outcome_.approved_amount ? &*outcome_.approved_amount : nullptr,
                  data_.data(),
                  data_.size(),
                  nullptr,
                  nullptr};
    if (outcome_.next_action) set_action(*outcome_.next_action);
    if (outcome_.exchange) set_exchange(*outcome_.exchange);
  }

  // For an exception. Allocates nothing; the exception's own text stays out, since nobody knows
  // whether a card number is in it.
  void set_failed() noexcept {
    c_outcome_ = {};
    c_outcome_.size = sizeof c_outcome_;
    c_outcome_.code = to_c(std::string_view(TOLLGATE_CODE_PLUGIN_FAILURE));
    c_outcome_.message = to_c(std::string_view("The channel plugin threw an exception."));
  }

  const tollgate_outcome* get() const { return &c_outcome_; }

 private:
  void set_action(const NextAction& action) {
    action_data_ = to_c(action.data);
    c_action_ = {sizeof c_action_,         action.kind,         to_c(action.url),
                 to_c(action.qr_code),     action_data_.data(), action_data_.size(),
                 action.expires_at_unix_us};
    c_outcome_.next_action = &c_action_;
  }

  void set_exchange(const Exchange& exchange) {
    c_exchange_ = {sizeof c_exchange_,         0,
                   exchange.settled,           exchange.fee,
                   to_c(exchange.rate),        to_c(exchange.reference),
                   exchange.expires_at_unix_us};
    c_outcome_.exchange = &c_exchange_;
  }

  Outcome outcome_;
  std::vector<tollgate_pair> data_;
  std::vector<tollgate_pair> action_data_;
  tollgate_next_action c_action_{};
  tollgate_exchange c_exchange_{};
  tollgate_outcome c_outcome_{};
};

}  // namespace tollgate::sdk::detail
