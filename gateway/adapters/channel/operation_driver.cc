#include "gateway/adapters/channel/operation_driver.h"

#include <algorithm>
#include <string>

#include "gateway/adapters/channel/evidence.h"
#include "gateway/adapters/channel/plugin_operation.h"
#include "gateway/adapters/channel/step_reader.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"

namespace tollgate::channel {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

void log_fault(const PluginChannel& channel, const PluginRequest& request,
               std::string_view sentence) {
  log_error("A channel plugin broke its contract", {{"operation_id", request.operation_id()},
                                                    {"channel", channel.account()},
                                                    {"plugin", channel.description().id},
                                                    {"fault", sentence}});
}

Outcome plugin_fault(const PluginChannel& channel, const PluginRequest& request,
                     std::string_view sentence) {
  log_fault(channel, request, sentence);
  Outcome outcome;
  outcome.code = "plugin_fault";
  outcome.message = "The channel's plugin broke its contract; the gateway's log says how.";
  return outcome;
}

Outcome out_of_time(const Evidence& evidence) {
  Outcome outcome;
  outcome.kind = evidence.nothing_left() ? OutcomeKind::not_sent : OutcomeKind::unknown;
  outcome.code = "deadline_exceeded";
  outcome.message = "The channel account's deadline was over before the operation was.";
  return outcome;
}

// The outcome as far as it may be believed.
Outcome settle(const PluginChannel& channel, const PluginRequest& request, const Evidence& evidence,
               Outcome claimed) {
  const char* overruled = nullptr;
  Outcome outcome = evidence.judge(std::move(claimed), request.is_query(), overruled);
  if (overruled != nullptr) log_fault(channel, request, overruled);
  return outcome;
}

}  // namespace

Task<Outcome> drive_operation(const PluginChannel& channel, Wire& wire,
                              const PluginRequest& request, DriveLimits limits) {
  const auto deadline = steady_clock::now() + limits.deadline;
  PluginOperation operation(channel, request);
  Evidence evidence;

  failpoint("drive_begun");
  const tollgate_step* step = operation.begin();
  for (int messages = 0;; ++messages) {
    // Everything is copied here: the plugin frees its step at its next call, or in finish().
    Result<PluginStep> next = read_step(step, request);
    if (!next) co_return plugin_fault(channel, request, next.error().message);
    if (next->outcome) {
      failpoint("drive_settled");
      co_return settle(channel, request, evidence, std::move(*next->outcome));
    }
    if (messages == TOLLGATE_STEPS_MAX)
      co_return plugin_fault(channel, request, "It wants to send without end.");

    WireMessage message = std::move(*next->message);
    if (message.timeout.count() == 0) message.timeout = limits.message_timeout;
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) co_return out_of_time(evidence);
    message.timeout = std::min(message.timeout, left);

    const bool expects_reply = message.kind == WireKind::http || message.expects_reply;
    failpoint("drive_before_exchange");
    const WireReply reply = co_await wire.exchange(std::move(message));
    failpoint("drive_after_exchange");
    if (reply.status != WireStatus::ok)
      log_warning("A message to a channel was not answered",
                  {{"operation_id", request.operation_id()},
                   {"channel", channel.account()},
                   {"reason", reply.reason}});
    evidence.add(reply, expects_reply);
    step = operation.resume(reply);
  }
}

}  // namespace tollgate::channel
