// Bridge: a tollgate_channel in front of a C++ Channel. No exception passes it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tollgate/channel.h"
#include "tollgate/cpp/base.hpp"
#include "tollgate/cpp/host.hpp"
#include "tollgate/cpp/published_statement.hpp"
#include "tollgate/cpp/view.hpp"

namespace tollgate::sdk::detail {

inline void write(std::string_view text, tollgate_buffer& buffer) noexcept {
  buffer.size = text.copy(buffer.data, buffer.capacity);
}

class Bridge final : public tollgate_channel {
 public:
  explicit Bridge(std::unique_ptr<const Channel> channel)
      : tollgate_channel{sizeof(tollgate_channel),
                         0,
                         this,
                         &do_begin,
                         &do_resume,
                         &do_finish,
                         &do_ability,
                         &do_destroy},
        channel_(std::move(channel)),
        framing_(channel_->framing()),
        session_(channel_->session()),
        has_notifications_(channel_->has_notifications()),
        has_statements_(channel_->has_statements()) {
    for (const auto& address : framing_.addresses) addresses_.push_back(to_c(address));
    c_framing_ = {
        sizeof c_framing_,      framing_.length_size,    framing_.length_includes_itself ? 1u : 0u,
        framing_.tls ? 1u : 0u, framing_.frame_size_max, framing_.in_flight_max,
        addresses_.data(),      addresses_.size(),       &do_correlate};
    c_session_ = {
        sizeof c_session_,          session_.echo_interval_ms,     session_.on_connect.data(),
        session_.on_connect.size(), session_.on_disconnect.data(), session_.on_disconnect.size()};
  }
  Bridge(const Bridge&) = delete;  // its pointers point into itself
  Bridge& operator=(const Bridge&) = delete;

 private:
  static const Bridge& of(const tollgate_channel* channel) {
    return *static_cast<const Bridge*>(channel);
  }

  static const tollgate_step* do_begin(const tollgate_channel* channel,
                                       const tollgate_request* request,
                                       tollgate_operation** operation) noexcept {
    try {
      Operation running = of(channel).channel_->run(Request(request));
      const tollgate_step* step = running.begin();
      *operation = running.release();
      return step;
    } catch (...) {
      return nullptr;  // no memory for the coroutine: the host takes it as unknown
    }
  }

  static const tollgate_step* do_resume(const tollgate_channel*, tollgate_operation* operation,
                                        const tollgate_reply* reply) noexcept {
    Operation running = Operation::adopt(operation);
    const tollgate_step* step = nullptr;
    try {
      step = running.resume(*reply);
    } catch (...) {
      // No memory for the reply: nullptr is an unknown outcome, and finish is still to come.
    }
    (void)running.release();
    return step;
  }

  static void do_finish(const tollgate_channel*, tollgate_operation* operation) noexcept {
    (void)Operation::adopt(operation);
  }

  static const void* do_ability(const tollgate_channel* channel, const char* id) noexcept {
    const Bridge& bridge = of(channel);
    const std::string_view wanted = id;
    if (wanted == TOLLGATE_FRAMING && !bridge.addresses_.empty()) return &bridge.c_framing_;
    const bool has_session =
        !bridge.session_.on_connect.empty() || bridge.session_.echo_interval_ms != 0;
    if (wanted == TOLLGATE_SESSION && has_session) return &bridge.c_session_;
    if (wanted == TOLLGATE_NOTIFY && bridge.has_notifications_) return &kNotify;
    if (wanted == TOLLGATE_STATEMENT && bridge.has_statements_) return &kStatement;
    return nullptr;
  }

  static tollgate_frame_kind do_correlate(const tollgate_channel* channel, tollgate_view frame,
                                          tollgate_buffer* key) noexcept {
    try {
      std::string text;
      const tollgate_frame_kind kind = of(channel).channel_->correlate(view(frame), text);
      if (text.size() > key->capacity) return TOLLGATE_FRAME_UNREADABLE;
      write(text, *key);
      return kind;
    } catch (...) {
      return TOLLGATE_FRAME_UNREADABLE;
    }
  }

  static const tollgate_reading* do_read(const tollgate_channel* channel,
                                         const tollgate_notification* notification) noexcept {
    try {
      return new PublishedReading(
          of(channel).channel_->read_notification(Notification(*notification)));
    } catch (...) {
      return nullptr;  // a refusal: the host counts it
    }
  }

  static void do_release(const tollgate_channel*, const tollgate_reading* reading) noexcept {
    delete static_cast<const PublishedReading*>(reading);
  }

  static tollgate_statement_reader* do_open(const tollgate_channel* channel,
                                            const tollgate_statement_file* file) noexcept {
    try {
      auto reader = of(channel).channel_->read_statement(StatementFile(*file));
      return reader ? PublishedReader::publish(std::move(reader)) : nullptr;
    } catch (...) {
      return nullptr;
    }
  }

  static void do_destroy(tollgate_channel* channel) noexcept {
    delete static_cast<Bridge*>(channel);
  }

  static constexpr tollgate_notify kNotify = {sizeof(tollgate_notify), 0, &do_read, &do_release};
  static constexpr tollgate_statement kStatement = {
      sizeof(tollgate_statement), 0, &do_open, &PublishedReader::next, &PublishedReader::close};

  std::unique_ptr<const Channel> channel_;
  Framing framing_;
  Session session_;
  bool has_notifications_;
  bool has_statements_;
  std::vector<tollgate_view> addresses_;
  tollgate_framing c_framing_{};
  tollgate_session c_session_{};
};

// Type::create([host,] settings, problem) -> std::unique_ptr<Type>; null with a sentence in
// `problem`.
template <class Type>
std::unique_ptr<const Channel> make(const tollgate_host* host, std::string_view settings,
                                    std::string& problem) {
  if constexpr (requires { Type::create(Host(host), settings, problem); })
    return Type::create(Host(host), settings, problem);
  else
    return Type::create(settings, problem);
}

template <class Type>
tollgate_channel* create(const tollgate_host* host, const tollgate_settings* settings,
                         tollgate_buffer* sentence) noexcept {
  try {
    std::string problem;
    std::unique_ptr<const Channel> channel = make<Type>(host, view(settings->json), problem);
    if (channel) return new Bridge(std::move(channel));
    write(problem, *sentence);
  } catch (...) {
    // The text of the exception stays out: a setting's value, perhaps a secret, may be in it.
    write("The channel plugin threw an exception while it read its settings.", *sentence);
  }
  return nullptr;
}

}  // namespace tollgate::sdk::detail
