// PublishedStep: the C view of an operation's last step. It owns what the step points at, so the
// host may read the step until the operation's next one replaces it.
#pragma once

#include <utility>
#include <vector>

#include "tollgate/channel.h"
#include "tollgate/cpp/message.hpp"
#include "tollgate/cpp/outcome.hpp"
#include "tollgate/cpp/published_outcome.hpp"

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
    outcome_.set(std::move(outcome));
    step_ = {sizeof step_, TOLLGATE_STEP_DONE, nullptr, outcome_.get()};
  }

  // For an exception.
  void failed() noexcept {
    outcome_.set_failed();
    step_ = {sizeof step_, TOLLGATE_STEP_DONE, nullptr, outcome_.get()};
  }

  const tollgate_step* step() const { return &step_; }

 private:
  void publish_message(const tollgate_message& message) {
    message_ = message;
    step_ = {sizeof step_, TOLLGATE_STEP_SEND, &message_, nullptr};
  }

  Http http_{{}, {}};
  Frame frame_{{}, {}};
  PublishedOutcome outcome_;
  std::vector<tollgate_pair> pairs_;  // the headers
  tollgate_http c_http_{};
  tollgate_frame c_frame_{};
  tollgate_message message_{};
  tollgate_step step_{sizeof(tollgate_step), TOLLGATE_STEP_UNKNOWN, nullptr, nullptr};
};

}  // namespace tollgate::sdk::detail
