// PublishedStep: the C view of an operation's last step. It owns what the step points at, so the
// host may read the step until the operation's next one replaces it.
#pragma once

#include <utility>
#include <vector>

#include "tollgate/channel.h"
#include "tollgate/cpp/message.hpp"
#include "tollgate/cpp/outcome.hpp"

namespace tollgate::sdk::detail {

class PublishedStep {
 public:
  PublishedStep() = default;
  PublishedStep(const PublishedStep&) = delete;  // its views point into itself
  PublishedStep& operator=(const PublishedStep&) = delete;

  void send(Http http) {
    http_ = std::move(http);
    pairs_ = to_c(http_.headers);
    c_http_ = {
        sizeof c_http_,  0, to_c(http_.method), to_c(http_.url), pairs_.data(), pairs_.size(),
        to_c(http_.body)};
    publish_message({sizeof message_, TOLLGATE_WIRE_HTTP, http_.timeout_ms, 0, &c_http_, nullptr});
  }

  void send(Frame frame) {
    frame_ = std::move(frame);
    c_frame_ = {sizeof c_frame_, frame_.expects_reply ? 1u : 0u, to_c(frame_.bytes),
                to_c(frame_.correlation_key)};
    publish_message(
        {sizeof message_, TOLLGATE_WIRE_FRAME, frame_.timeout_ms, 0, nullptr, &c_frame_});
  }

  void done(Outcome outcome) {
    outcome_ = std::move(outcome);
    pairs_ = to_c(outcome_.data);
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
                  pairs_.data(),
                  pairs_.size()};
    step_ = {sizeof step_, TOLLGATE_STEP_DONE, nullptr, &c_outcome_};
  }

  // For an exception. Allocates nothing; the exception's own text stays out, since nobody knows
  // whether a card number is in it.
  void failed() noexcept {
    c_outcome_ = {};
    c_outcome_.size = sizeof c_outcome_;
    c_outcome_.code = to_c(std::string_view(TOLLGATE_CODE_PLUGIN_FAILURE));
    c_outcome_.message = to_c(std::string_view("The channel plugin threw an exception."));
    step_ = {sizeof step_, TOLLGATE_STEP_DONE, nullptr, &c_outcome_};
  }

  const tollgate_step* step() const { return &step_; }

 private:
  void publish_message(const tollgate_message& message) {
    message_ = message;
    step_ = {sizeof step_, TOLLGATE_STEP_SEND, &message_, nullptr};
  }

  Http http_{{}, {}};
  Frame frame_{{}, {}};
  Outcome outcome_;
  std::vector<tollgate_pair> pairs_;  // the headers or the outcome's data
  tollgate_http c_http_{};
  tollgate_frame c_frame_{};
  tollgate_outcome c_outcome_{};
  tollgate_message message_{};
  tollgate_step step_{sizeof(tollgate_step), TOLLGATE_STEP_UNKNOWN, nullptr, nullptr};
};

}  // namespace tollgate::sdk::detail
