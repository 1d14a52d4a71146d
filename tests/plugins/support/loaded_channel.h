// LoadedChannel: a plugin opened with dlopen and driven through its C contract, as the gateway
// would, but one operation at a time and with a wire of the test's choosing. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "tests/plugins/support/request.h"
#include "tollgate/channel.h"

namespace tollgate::test {

struct WireReply {
  tollgate_wire_status status = TOLLGATE_WIRE_NO_REPLY;
  std::string body{};
  std::int32_t http_status = 0;
};
using Wire = std::function<WireReply(const tollgate_message&)>;

// An outcome that has outlived its operation.
struct TestOutcome {
  tollgate_outcome_kind kind = TOLLGATE_OUTCOME_UNKNOWN;
  bool retryable = false;
  std::string channel_reference{}, code{}, channel_code{}, message{}, authorization_code{};
  std::optional<std::int64_t> approved_minor{};
  Pairs data{};
  tollgate_next_action_kind action = TOLLGATE_NEXT_ACTION_UNKNOWN;  // of the next action
  std::string action_text{};                                        // its code or address
  std::int64_t action_expires_at_unix_us = 0;
  std::optional<TestQuote> exchange{};
};

class LoadedChannel {
 public:
  // Opens plugins/NAME.so of the build. A failure is a failed CHECK or an empty channel() with
  // sentence() filled.
  LoadedChannel(const std::string& name, const std::string& settings_json);
  ~LoadedChannel();
  LoadedChannel(const LoadedChannel&) = delete;
  LoadedChannel& operator=(const LoadedChannel&) = delete;

  const tollgate_entry& entry() const { return *entry_; }
  const tollgate_channel* channel() const { return channel_; }
  const std::string& sentence() const { return sentence_; }

  const tollgate_framing* framing() const;
  const tollgate_session* session() const;
  // The kind of an incoming frame; its key in `key`.
  tollgate_frame_kind correlate(const std::string& frame, std::string& key) const;

  // Runs one operation to its outcome; `wire` answers each message.
  TestOutcome run(TestRequest& request, const Wire& wire) const;

 private:
  void* library_ = nullptr;
  const tollgate_entry* entry_ = nullptr;
  tollgate_channel* channel_ = nullptr;
  std::string sentence_;
};

// The bytes of the first frame that `request` makes the channel send; empty when it sends none.
std::string first_frame(const LoadedChannel& channel, TestRequest request);

}  // namespace tollgate::test
